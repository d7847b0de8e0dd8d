# What the policies in this folder read of a plan.
package configmgr

import rego.v1

# The resources of a type that exist after the plan. A deleted one has no values, and an unchanged one is in the plan too.
remaining(type) := {change |
	some change in input.resource_changes
	change.mode == "managed"
	change.type == type
	change.change.after != null
}

# The resources of a type that the plan changes or deletes, with what they replace.
changed(type) := {change |
	some change in input.resource_changes
	change.mode == "managed"
	change.type == type
	change.change.before != null
	change.change.actions != ["no-op"]
}

# Whether the value at a path is known after apply only. Such a value, or a part of it, is true in after_unknown and missing
# or null in after.
is_unknown(change, path) if {
	unknown := object.get(change.change.after_unknown, path, false)
	walk(unknown, [_, value])
	value == true
}

# The codes of the sites without a parent.
top_level_sites contains change.change.after.site_code if {
	some change in remaining("configmgr_site")
	change.change.after.parent_site_code == null
	not is_unknown(change, ["parent_site_code"])
}
