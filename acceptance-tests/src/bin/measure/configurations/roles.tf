# A primary site whose first software update point has replicas.
variable "objects" {
  type = number
}

resource "configmgr_site" "primary" {
  site_code   = "PRI"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}

resource "configmgr_sup_role" "first" {
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "first.contoso.com"
}

resource "configmgr_sup_role" "replica" {
  count           = var.objects - 1
  site_code       = configmgr_site.primary.site_code
  server_fqdn     = "sup-${count.index}.contoso.com"
  upstream_sup_id = configmgr_sup_role.first.id
}
