# A central administration site with two primary child sites; Europe has two secondary sites.
# A child site refers to its parent, so Terraform installs from the top down and removes from the bottom up.

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

resource "configmgr_site" "london" {
  site_code        = "LON"
  name             = "Contoso-London"
  type             = "secondary"
  parent_site_code = configmgr_site.europe.site_code
  server_fqdn      = "cm-lon.contoso.com"
}

resource "configmgr_site" "paris" {
  site_code        = "PAR"
  name             = "Contoso-Paris"
  type             = "secondary"
  parent_site_code = configmgr_site.europe.site_code
  server_fqdn      = "cm-par.contoso.com"
}
