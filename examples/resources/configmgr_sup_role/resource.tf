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

# The first software update point of the top-level site has no upstream.
resource "configmgr_sup_role" "cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = "sup-cas.contoso.com"
}

# The first software update point of a child site synchronizes from the first one of its parent site.
resource "configmgr_sup_role" "europe" {
  site_code       = configmgr_site.europe.site_code
  server_fqdn     = "sup-eur1.contoso.com"
  upstream_sup_id = configmgr_sup_role.cas.id
}

# Every other software update point is a replica of the first one of its site.
resource "configmgr_sup_role" "europe_replica" {
  site_code       = configmgr_site.europe.site_code
  server_fqdn     = "sup-eur2.contoso.com"
  upstream_sup_id = configmgr_sup_role.europe.id
  ledbat          = true
}
