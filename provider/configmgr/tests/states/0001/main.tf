terraform {
  required_providers {
    configmgr = { source = "endpointops/configmgr" }
  }
}

resource "configmgr_account" "service" {
  user_name           = "CONTOSO\\svc-wsus"
  password_wo         = "not in the state"
  password_wo_version = 3

  timeouts {
    create = "1m"
  }
}

resource "configmgr_site" "cas" {
  site_code         = "CAS"
  name              = "Contoso"
  type              = "central_administration"
  server_fqdn       = "cm-cas.contoso.com"
  install_directory = "D:\\ConfigMgr"
  version           = "2403"
}

resource "configmgr_site" "ps1" {
  site_code        = "PS1"
  name             = "Contoso-Europe"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-ps1.contoso.com"
}

resource "configmgr_site" "s11" {
  site_code        = "S11"
  name             = "Contoso-Branch"
  type             = "secondary"
  parent_site_code = configmgr_site.ps1.site_code
  server_fqdn      = "cm-s11.contoso.com"
}

resource "configmgr_site_system" "cas" {
  site_code            = configmgr_site.cas.site_code
  server_fqdn          = "wsus-cas.contoso.com"
  operating_system     = "windows_server_2025"
  internet_fqdn        = "updates.contoso.com"
  untrusted_forest     = true
  installation_account = configmgr_account.service.user_name

  proxy = {
    server  = "proxy.contoso.com"
    port    = 8080
    account = configmgr_account.service.user_name
  }

  wsus = {
    version        = "10.0.26100"
    http_port      = 80
    https_port     = 443
    ssl_configured = true
    content_path   = "\\\\files\\wsus"
    database = {
      kind   = "sql"
      server = "sql01.contoso.com"
      name   = "SUSDB"
    }
  }
}

resource "configmgr_sup_role" "cas" {
  site_code               = configmgr_site.cas.site_code
  server_fqdn             = configmgr_site_system.cas.server_fqdn
  http_port               = 80
  https_port              = 443
  require_ssl             = true
  use_proxy_for_sync      = true
  use_proxy_for_adr       = true
  wsus_connection_account = configmgr_account.service.user_name
  ledbat                  = true
}

resource "configmgr_site_system" "ps1" {
  site_code   = configmgr_site.ps1.site_code
  server_fqdn = "wsus-ps1.contoso.com"
  wsus        = { ssl_configured = true }

  internet_fqdn = "updates-europe.contoso.com"
}

resource "configmgr_sup_role" "ps1" {
  site_code              = configmgr_site.ps1.site_code
  server_fqdn            = configmgr_site_system.ps1.server_fqdn
  upstream_sup_id        = configmgr_sup_role.cas.id
  require_ssl            = true
  client_connection_type = "internet_and_intranet"
  allow_cmg_traffic      = true
}

resource "configmgr_sync_settings" "cas" {
  sup_role_id             = configmgr_sup_role.cas.id
  source                  = "upstream_wsus"
  upstream_url            = "https://wsus.example.com:8531"
  reporting_events        = "all"
  alert_on_sync_failure   = true
  classifications         = ["Security Updates", "Update Rollups"]
  products                = ["Windows 11"]
  include_surface_drivers = false
  express_updates         = true
  initial_sync            = false

  schedule = {
    start = "2026-01-01T02:00:00Z"
    monthly_by_weekday = {
      week         = "second"
      day          = "tuesday"
      offset_days  = 1
      every_months = 2
    }
  }

  supersedence = {
    feature_updates     = { wait_months = 6 }
    non_feature_updates = { expire_immediately = true }
  }

  languages = {
    update_files    = ["en", "de"]
    summary_details = ["en", "fr"]
  }

  third_party_updates = { certificate_management = "manual" }
  wsus_maintenance    = { decline_expired = true }

  max_run_time_minutes = { feature_updates = 180 }
}

resource "configmgr_sync_settings" "ps1" {
  sup_role_id = configmgr_sup_role.ps1.id
  languages   = { update_files = ["en", "fr"] }
}
