# The synchronization settings of the hierarchy, set once at the top-level site.

resource "configmgr_sync_settings" "cas" {
  sup_role_id = configmgr_sup_role.cas.id
  source      = "microsoft_update"

  # Daily, because Definition Updates are among the classifications.
  schedule = {
    start    = "2026-01-01T02:00:00Z"
    interval = { days = 1 }
  }

  classifications = [
    "Critical Updates",
    "Definition Updates",
    "Security Updates",
    "Update Rollups",
    "Updates",
    "Upgrades",
  ]

  products = [
    "Microsoft 365 Apps/Office 2019/Office LTSC",
    "Microsoft Defender Antivirus",
    "Microsoft Edge",
    "Microsoft Server operating system-21H2",
    "Windows 11",
  ]

  include_surface_drivers = true

  supersedence = {
    feature_updates     = { wait_months = 6 }
    non_feature_updates = { wait_months = 1 }
  }

  languages = {
    update_files    = ["en"]
    summary_details = ["en", "de", "fr", "pt-br"]
  }

  third_party_updates = {
    enabled                = true
    certificate_management = "configmgr"
  }

  wsus_maintenance = {
    decline_expired = true
    add_indexes     = true
    remove_obsolete = true
  }

  max_run_time_minutes = {
    feature_updates     = 180
    non_feature_updates = 90
    other               = 60
  }

  alert_on_sync_failure = true
}

# A child site inherits these settings, except the languages of the update files.
resource "configmgr_sync_settings" "europe" {
  sup_role_id = configmgr_sup_role.europe.id

  languages = {
    update_files = ["en", "de", "fr"]
  }
}
