# Servers of a primary site.
variable "objects" {
  type = number
}

resource "configmgr_site_system" "server" {
  count       = var.objects
  site_code   = "B00"
  server_fqdn = "server-${count.index}.contoso.com"
}
