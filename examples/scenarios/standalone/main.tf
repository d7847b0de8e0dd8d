# A stand-alone primary site with a secondary site at a branch office. WSUS runs on the site servers with default
# values, so no configmgr_site_system is needed: the role creates it implicitly.

resource "configmgr_site" "primary" {
  site_code   = "PRI"
  name        = "Fabrikam"
  type        = "primary"
  server_fqdn = "cm01.fabrikam.com"
  version     = "2509"
}

resource "configmgr_site" "branch" {
  site_code        = "BRA"
  name             = "Fabrikam-Branch"
  type             = "secondary"
  parent_site_code = configmgr_site.primary.site_code
  server_fqdn      = "cm02.fabrikam.com"
}

resource "configmgr_sup_role" "primary" {
  site_code   = configmgr_site.primary.site_code
  server_fqdn = configmgr_site.primary.server_fqdn
}

resource "configmgr_sup_role" "branch" {
  site_code       = configmgr_site.branch.site_code
  server_fqdn     = configmgr_site.branch.server_fqdn
  upstream_sup_id = configmgr_sup_role.primary.id
}

resource "configmgr_sync_settings" "primary" {
  sup_role_id = configmgr_sup_role.primary.id

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
}
