# The servers, each with WSUS. If a software update point requires SSL, the module assumes that WSUS is configured for it.

locals {
  servers = merge([
    for code, site in var.sites : {
      for point in site.software_update_points : "${code}/${point.server_fqdn}" => merge(point, { site_code = code })
    }
  ]...)
  sites = merge(configmgr_site.central_administration, configmgr_site.primary, configmgr_site.secondary)
}

resource "configmgr_site_system" "wsus" {
  for_each = local.servers

  site_code     = local.sites[each.value.site_code].site_code
  server_fqdn   = each.value.server_fqdn
  internet_fqdn = each.value.internet_fqdn
  wsus          = { ssl_configured = each.value.require_ssl }
}

# The first software update point of each site, one resource for each tier, then the replicas of all sites.

locals {
  first_software_update_points = {
    for tier, sites in local.tiers :
    tier => { for code, site in sites : code => site.software_update_points[0] if length(site.software_update_points) > 0 }
  }

  replicas = merge([
    for code, site in var.sites : {
      for index, point in site.software_update_points :
      "${code}/${point.server_fqdn}" => merge(point, { site_code = code }) if index > 0
    }
  ]...)
}

resource "configmgr_sup_role" "central_administration" {
  for_each = local.first_software_update_points.central_administration

  site_code              = configmgr_site.central_administration[each.key].site_code
  server_fqdn            = configmgr_site_system.wsus["${each.key}/${each.value.server_fqdn}"].server_fqdn
  require_ssl            = each.value.require_ssl
  client_connection_type = each.value.client_connection_type
  ledbat                 = each.value.ledbat
}

resource "configmgr_sup_role" "primary" {
  for_each = local.first_software_update_points.primary

  site_code              = configmgr_site.primary[each.key].site_code
  server_fqdn            = configmgr_site_system.wsus["${each.key}/${each.value.server_fqdn}"].server_fqdn
  upstream_sup_id        = var.sites[each.key].parent == null ? null : configmgr_sup_role.central_administration[var.sites[each.key].parent].id
  require_ssl            = each.value.require_ssl
  client_connection_type = each.value.client_connection_type
  ledbat                 = each.value.ledbat
}

resource "configmgr_sup_role" "secondary" {
  for_each = local.first_software_update_points.secondary

  site_code              = configmgr_site.secondary[each.key].site_code
  server_fqdn            = configmgr_site_system.wsus["${each.key}/${each.value.server_fqdn}"].server_fqdn
  upstream_sup_id        = configmgr_sup_role.primary[var.sites[each.key].parent].id
  require_ssl            = each.value.require_ssl
  client_connection_type = each.value.client_connection_type
  ledbat                 = each.value.ledbat
}

locals {
  first_by_site = merge(
    configmgr_sup_role.central_administration,
    configmgr_sup_role.primary,
    configmgr_sup_role.secondary,
  )
}

resource "configmgr_sup_role" "replica" {
  for_each = local.replicas

  site_code              = each.value.site_code
  server_fqdn            = configmgr_site_system.wsus[each.key].server_fqdn
  upstream_sup_id        = local.first_by_site[each.value.site_code].id
  require_ssl            = each.value.require_ssl
  client_connection_type = each.value.client_connection_type
  ledbat                 = each.value.ledbat
}
