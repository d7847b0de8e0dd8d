# The first software update point of each site of sites.tf.
variable "central" {
  type    = bool
  default = true
}

variable "primaries" {
  type = list(string)
}

variable "secondaries" {
  type = list(string)
}

resource "configmgr_sup_role" "central" {
  count       = var.central ? 1 : 0
  site_code   = "A00"
  server_fqdn = "sup-a00.contoso.com"
}

resource "configmgr_sup_role" "primary" {
  count           = length(var.primaries)
  site_code       = var.primaries[count.index]
  server_fqdn     = "sup-${lower(var.primaries[count.index])}.contoso.com"
  upstream_sup_id = "A00/sup-a00.contoso.com"
  depends_on      = [configmgr_sup_role.central]
}

resource "configmgr_sup_role" "secondary" {
  count           = length(var.secondaries)
  site_code       = var.secondaries[count.index]
  server_fqdn     = "sup-${lower(var.secondaries[count.index])}.contoso.com"
  upstream_sup_id = format("%[1]s00/sup-%[2]s00.contoso.com", substr(var.secondaries[count.index], 0, 1), lower(substr(var.secondaries[count.index], 0, 1)))
  depends_on      = [configmgr_sup_role.primary]
}
