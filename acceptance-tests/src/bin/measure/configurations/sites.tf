# A central administration site, primary sites below it, and secondary sites below those.
variable "central" {
  type    = bool
  default = true
}

variable "primaries" {
  description = "Site codes that end in 00, such as B00"
  type        = list(string)
}

variable "secondaries" {
  description = "Site codes that begin with the letter of their primary site, such as B01"
  type        = list(string)
}

resource "configmgr_site" "central" {
  count       = var.central ? 1 : 0
  site_code   = "A00"
  name        = "Central"
  type        = "central_administration"
  server_fqdn = "cm-a00.contoso.com"
}

resource "configmgr_site" "primary" {
  count            = length(var.primaries)
  site_code        = var.primaries[count.index]
  name             = "Primary"
  type             = "primary"
  server_fqdn      = "cm-${lower(var.primaries[count.index])}.contoso.com"
  parent_site_code = "A00"
  depends_on       = [configmgr_site.central]
}

resource "configmgr_site" "secondary" {
  count            = length(var.secondaries)
  site_code        = var.secondaries[count.index]
  name             = "Secondary"
  type             = "secondary"
  server_fqdn      = "cm-${lower(var.secondaries[count.index])}.contoso.com"
  parent_site_code = "${substr(var.secondaries[count.index], 0, 1)}00"
  depends_on       = [configmgr_site.primary]
}
