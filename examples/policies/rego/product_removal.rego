# Whoever removes a product says so with a label on the pull request: its updates expire at every client. The labels are in the
# data: see README.md.
package main

import rego.v1

label := "remove-product"

deny contains message if {
	not label in object.get(data, ["pull_request", "labels"], [])
	some change in data.configmgr.changed("configmgr_sync_settings")
	some product in removed(change)
	message := sprintf("%s: %s. If that is meant, add the label %s", [change.address, product, label])
}

# What is removed, or may be.
removed(change) := {"which products remain is known after apply only"} if {
	change.change.after != null
	data.configmgr.is_unknown(change, ["products"])
} else := {sprintf("product \"%s\" is removed", [product]) |
	some product in before(change) - after(change)
}

before(change) := to_set(object.get(change.change.before, "products", null))

# Deleted settings subscribe to nothing.
after(change) := set() if change.change.after == null

after(change) := to_set(object.get(change.change.after, "products", null)) if change.change.after != null

to_set(products) := set() if products == null

to_set(products) := {product | some product in products} if products != null
