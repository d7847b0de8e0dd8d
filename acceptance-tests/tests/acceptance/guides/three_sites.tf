resource "configmgr_site" "cas" {
  site_code   = "CAS"
  name        = "Central"
  type        = "central_administration"
  server_fqdn = "cm-cas.contoso.com"
}

resource "configmgr_site" "child" {
  for_each         = toset(["EUR", "USA"])
  site_code        = each.key
  name             = each.key
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-${lower(each.key)}.contoso.com"
}

resource "configmgr_sup_role" "cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = "wsus-cas.contoso.com"
}

resource "configmgr_sync_settings" "cas" {
  sup_role_id           = configmgr_sup_role.cas.id
  classifications       = ["Security Updates"]
  products              = ["Windows 11"]
  alert_on_sync_failure = true
  schedule = {
    start  = "2026-12-01T20:00:00Z"
    weekly = { day = "tuesday" }
  }
}

resource "configmgr_sup_role" "child" {
  for_each        = toset(["EUR", "USA"])
  site_code       = configmgr_site.child[each.key].site_code
  server_fqdn     = "wsus-${lower(each.key)}.contoso.com"
  upstream_sup_id = configmgr_sup_role.cas.id

  depends_on = [configmgr_sync_settings.cas]
}
