# One more software update point beside the first one of a primary site, all by name.
resource "configmgr_sup_role" "new" {
  site_code       = "B00"
  server_fqdn     = "new.contoso.com"
  upstream_sup_id = "B00/sup-b00.contoso.com"
}
