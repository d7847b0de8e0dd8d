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

locals {
  parents = [for code in var.secondaries : substr(code, 0, 1)]
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
  upstream_sup_id = "${local.parents[count.index]}00/sup-${lower(local.parents[count.index])}00.contoso.com"
  depends_on      = [configmgr_sup_role.primary]
}
