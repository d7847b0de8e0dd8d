resource "configmgr_site" "cas" {
  site_code   = "CAS"
  name        = "Contoso-Central"
  type        = "central_administration"
  server_fqdn = "cm-cas.contoso.com"
  version     = "2509"
}

resource "configmgr_site" "europe" {
  site_code        = "EUR"
  name             = "Contoso-Europe"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-eur.contoso.com"
}

resource "configmgr_site" "americas" {
  site_code        = "AMS"
  name             = "Contoso-Americas"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-ams.contoso.com"
}

resource "configmgr_site" "berlin_office" {
  site_code        = "BER"
  name             = "Contoso-Berlin"
  type             = "secondary"
  parent_site_code = configmgr_site.europe.site_code
  server_fqdn      = "cm-ber.contoso.com"
}
