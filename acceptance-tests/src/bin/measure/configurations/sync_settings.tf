# The synchronization settings of each site of sites.tf.
variable "primaries" {
  type = list(string)
}

variable "secondaries" {
  type = list(string)
}

locals {
  children = concat(var.primaries, var.secondaries)
}

resource "configmgr_sync_settings" "central" {
  sup_role_id = "A00/sup-a00.contoso.com"
}

resource "configmgr_sync_settings" "child" {
  count       = length(local.children)
  sup_role_id = "${local.children[count.index]}/sup-${lower(local.children[count.index])}.contoso.com"
  depends_on  = [configmgr_sync_settings.central]
}
