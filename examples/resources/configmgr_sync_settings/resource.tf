resource "configmgr_site" "primary" {
  site_code   = "PRI"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}

resource "configmgr_sup_role" "first" {
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "wsus01.contoso.com"
}

resource "configmgr_sync_settings" "primary" {
  sup_role_id = configmgr_sup_role.first.id
  source      = "microsoft_update"

  # The day after Patch Tuesday, at 2:00 UTC.
  schedule = {
    start = "2026-01-01T02:00:00Z"
    monthly_by_weekday = {
      week        = "second"
      day         = "tuesday"
      offset_days = 1
    }
  }

  classifications = ["Critical Updates", "Security Updates", "Update Rollups"]
  products        = ["Windows 11", "Microsoft Server operating system-21H2"]

  supersedence = {
    feature_updates     = { wait_months = 6 }
    non_feature_updates = { wait_months = 1 }
  }

  languages = {
    update_files    = ["en", "de", "fr"]
    summary_details = ["en"]
  }

  wsus_maintenance = {
    decline_expired = true
  }

  alert_on_sync_failure = true
}
