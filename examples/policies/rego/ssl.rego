# Every software update point requires SSL.
package main

import rego.v1

deny contains message if {
	some change in data.configmgr.remaining("configmgr_sup_role")
	change.change.after.require_ssl == false
	message := sprintf("%s: a software update point must require SSL. Write: require_ssl = true", [change.address])
}

deny contains message if {
	some change in data.configmgr.remaining("configmgr_sup_role")
	data.configmgr.is_unknown(change, ["require_ssl"])
	message := sprintf("%s: require_ssl is known after apply only, so SSL cannot be checked", [change.address])
}
