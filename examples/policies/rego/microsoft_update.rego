# Only the top-level site talks to Microsoft Update: every other software update point has an upstream, and its server cannot
# reach Microsoft Update.
package main

import rego.v1

deny contains message if {
	some change in below_the_top("configmgr_sup_role")
	no_upstream(change)
	message := sprintf("%s: below the top-level site, upstream_sup_id must be set and known", [change.address])
}

deny contains message if {
	some change in below_the_top("configmgr_sup_role")
	not has_closed_server(change)
	message := sprintf(
		"%s: below the top-level site, the server must not reach Microsoft Update. Write in its configmgr_site_system: wsus = { internet_access = false }",
		[change.address],
	)
}

# A site that is not in the plan counts as one below the top.
below_the_top(type) := {change |
	some change in data.configmgr.remaining(type)
	not change.change.after.site_code in data.configmgr.top_level_sites
}

no_upstream(change) if data.configmgr.is_unknown(change, ["upstream_sup_id"])

no_upstream(change) if object.get(change.change.after, "upstream_sup_id", null) == null

# A server that is not declared has access by default. So has one whose access is known after apply only.
has_closed_server(role) if {
	some server in data.configmgr.remaining("configmgr_site_system")
	server.change.after.id == role.change.after.id
	server.change.after.wsus.internet_access == false
}
