# Software update points that replicate from the first one of a primary site.
variable "objects" {
  type = number
}

resource "configmgr_sup_role" "replica" {
  count           = var.objects
  site_code       = "B00"
  server_fqdn     = "replica-${count.index}.contoso.com"
  upstream_sup_id = "B00/sup-b00.contoso.com"
}
