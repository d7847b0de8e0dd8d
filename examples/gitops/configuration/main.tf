resource "configmgr_site" "primary" {
  site_code   = "PS1"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}

resource "configmgr_sup_role" "first" {
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "wsus01.contoso.com"
}

resource "configmgr_sync_settings" "primary" {
  sup_role_id     = configmgr_sup_role.first.id
  classifications = ["Security Updates"]
  products        = ["Windows 11"]

  schedule = {
    start  = "2026-01-01T22:00:00Z"
    weekly = { day = "tuesday" }
  }
}
