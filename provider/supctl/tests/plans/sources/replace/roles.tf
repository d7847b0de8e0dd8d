# Their addresses sort in another order than that of installation.
resource "configmgr_sup_role" "z_cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = "sup-cas.contoso.com"
}

resource "configmgr_sup_role" "europe" {
  site_code       = configmgr_site.europe.site_code
  server_fqdn     = "sup-eur1.contoso.com"
  upstream_sup_id = configmgr_sup_role.z_cas.id
}

resource "configmgr_sup_role" "a_europe_replica" {
  site_code       = configmgr_site.europe.site_code
  server_fqdn     = "sup-eur9.contoso.com"
  upstream_sup_id = configmgr_sup_role.europe.id
}

resource "configmgr_sup_role" "berlin" {
  site_code       = configmgr_site.berlin.site_code
  server_fqdn     = "sup-ber.contoso.com"
  upstream_sup_id = configmgr_sup_role.europe.id
}
