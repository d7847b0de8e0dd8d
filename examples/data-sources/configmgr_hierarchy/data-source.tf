data "configmgr_hierarchy" "contoso" {}

# Sites by code, for for_each.
locals {
  sites = { for site in data.configmgr_hierarchy.contoso.sites : site.site_code => site }
}

output "secondary_sites" {
  value = [for site in local.sites : site.name if site.type == "secondary"]
}

output "software_update_points" {
  description = "Who synchronises from whom."
  value = {
    for sup in data.configmgr_hierarchy.contoso.software_update_points :
    sup.id => coalesce(sup.synchronises_from, "nobody")
  }
}

output "servers_nobody_declares" {
  value = [for server in data.configmgr_hierarchy.contoso.site_systems : server.id if !server.declared]
}
