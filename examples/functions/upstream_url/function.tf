resource "configmgr_site" "cas" {
  site_code   = "CAS"
  name        = "Contoso"
  type        = "central_administration"
  server_fqdn = "cm-cas.contoso.com"
}

resource "configmgr_sup_role" "cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = "wsus-cas.contoso.com"
}

resource "configmgr_sync_settings" "cas" {
  sup_role_id  = configmgr_sup_role.cas.id
  source       = "upstream_wsus"
  upstream_url = provider::configmgr::upstream_url("wsus.fabrikam.com", 8531, true) # https://wsus.fabrikam.com:8531
}
