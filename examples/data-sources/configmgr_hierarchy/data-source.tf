data "configmgr_hierarchy" "contoso" {}

# Sites by site code, for use in for_each.
locals {
  sites = { for site in data.configmgr_hierarchy.contoso.sites : site.site_code => site }
}

output "secondary_sites" {
  value = [for site in local.sites : site.name if site.type == "secondary"]
}

output "software_update_points" {
  description = "The synchronization source of each software update point."
  value = {
    for sup in data.configmgr_hierarchy.contoso.software_update_points :
    sup.id => coalesce(sup.synchronises_from, "none")
  }
}

output "undeclared_servers" {
  value = [for server in data.configmgr_hierarchy.contoso.site_systems : server.id if !server.declared]
}
