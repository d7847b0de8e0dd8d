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

# Every second Tuesday at 11:42, in the time zone of the site server.
resource "configmgr_sync_settings" "cas" {
  sup_role_id = configmgr_sup_role.cas.id
  schedule = merge(
    provider::configmgr::parse_schedule_token("A9788980001B4000"),
    { start = "2008-08-24T11:42:00+02:00[Europe/Berlin]" },
  )
}
