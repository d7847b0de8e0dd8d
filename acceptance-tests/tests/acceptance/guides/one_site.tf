resource "configmgr_site" "hq" {
  site_code   = "HQ1"
  name        = "Headquarters"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}

resource "configmgr_sup_role" "hq" {
  site_code   = configmgr_site.hq.site_code
  server_fqdn = "wsus01.contoso.com"
  ledbat      = false
}

resource "configmgr_sync_settings" "hq" {
  sup_role_id = configmgr_sup_role.hq.id
}
