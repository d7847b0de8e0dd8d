# upstream_sup_id is the synchronization source of a software update point, and sets the order of installation:
# the central administration site first, then one for each primary site, then replicas and secondary sites.

resource "configmgr_sup_role" "cas" {
  site_code               = configmgr_site_system.cas.site_code
  server_fqdn             = configmgr_site_system.cas.server_fqdn
  require_ssl             = true
  use_proxy_for_sync      = true
  use_proxy_for_adr       = true
  wsus_connection_account = configmgr_account.wsus.user_name
}

resource "configmgr_sup_role" "europe" {
  site_code       = configmgr_site_system.europe["first"].site_code
  server_fqdn     = configmgr_site_system.europe["first"].server_fqdn
  upstream_sup_id = configmgr_sup_role.cas.id
  require_ssl     = true
  ledbat          = true
}

# Replicas of the first software update point in Europe, for more clients.
resource "configmgr_sup_role" "europe_replica" {
  for_each = toset(["second", "third"])

  site_code       = configmgr_site_system.europe[each.key].site_code
  server_fqdn     = configmgr_site_system.europe[each.key].server_fqdn
  upstream_sup_id = configmgr_sup_role.europe.id
  require_ssl     = true
  ledbat          = true
}

resource "configmgr_sup_role" "americas" {
  site_code              = configmgr_site_system.americas.site_code
  server_fqdn            = configmgr_site_system.americas.server_fqdn
  upstream_sup_id        = configmgr_sup_role.cas.id
  require_ssl            = true
  client_connection_type = "internet_and_intranet"
  allow_cmg_traffic      = true
}

resource "configmgr_sup_role" "london" {
  site_code       = configmgr_site_system.london.site_code
  server_fqdn     = configmgr_site_system.london.server_fqdn
  upstream_sup_id = configmgr_sup_role.europe.id
  require_ssl     = true
}

resource "configmgr_sup_role" "paris" {
  site_code       = configmgr_site_system.paris.site_code
  server_fqdn     = configmgr_site_system.paris.server_fqdn
  upstream_sup_id = configmgr_sup_role.europe.id
  require_ssl     = true
}
