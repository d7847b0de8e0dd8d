# One resource for each tier: a tier refers to the tier above it, so the order of installation is right for any map.

locals {
  tiers = {
    for tier in ["central_administration", "primary", "secondary"] :
    tier => { for code, site in var.sites : code => site if site.type == tier }
  }
  top_level_site_code = one([for code, site in var.sites : code if site.parent == null])
}

resource "configmgr_site" "central_administration" {
  for_each = local.tiers.central_administration

  site_code         = each.key
  name              = each.value.name
  type              = each.value.type
  server_fqdn       = each.value.server_fqdn
  install_directory = each.value.install_directory
  version           = each.value.version
}

resource "configmgr_site" "primary" {
  for_each = local.tiers.primary

  site_code         = each.key
  name              = each.value.name
  type              = each.value.type
  parent_site_code  = each.value.parent == null ? null : configmgr_site.central_administration[each.value.parent].site_code
  server_fqdn       = each.value.server_fqdn
  install_directory = each.value.install_directory
  version           = each.value.version
}

resource "configmgr_site" "secondary" {
  for_each = local.tiers.secondary

  site_code         = each.key
  name              = each.value.name
  type              = each.value.type
  parent_site_code  = configmgr_site.primary[each.value.parent].site_code
  server_fqdn       = each.value.server_fqdn
  install_directory = each.value.install_directory
}
