# A small hierarchy. The policies for it are in policies.tf.

resource "configmgr_site" "cas" {
  site_code   = "CAS"
  name        = "Contoso-Central"
  type        = "central_administration"
  server_fqdn = "cm-cas.contoso.com"
}

resource "configmgr_site" "europe" {
  site_code        = "EUR"
  name             = "Contoso-Europe"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-eur.contoso.com"
}

resource "configmgr_site_system" "cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = "sup-cas.contoso.com"
  wsus        = { ssl_configured = true }
}

resource "configmgr_site_system" "europe" {
  site_code   = configmgr_site.europe.site_code
  server_fqdn = "sup-eur.contoso.com"
  wsus        = { ssl_configured = true, internet_access = var.internet_access }
}

resource "configmgr_sup_role" "cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = configmgr_site_system.cas.server_fqdn
  require_ssl = true
}

resource "configmgr_sup_role" "europe" {
  site_code       = configmgr_site.europe.site_code
  server_fqdn     = configmgr_site_system.europe.server_fqdn
  upstream_sup_id = configmgr_sup_role.cas.id
  require_ssl     = var.require_ssl
}

resource "configmgr_sync_settings" "cas" {
  sup_role_id     = configmgr_sup_role.cas.id
  products        = var.products
  classifications = ["Security Updates"]

  schedule = {
    start  = var.start
    weekly = { day = "saturday" }
  }
}
