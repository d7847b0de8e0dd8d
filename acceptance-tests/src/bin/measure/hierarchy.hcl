# A central administration site, primary sites below it, secondary sites below each of them, a software update point at
# each. Those of secondary sites name their site by code: a reference to one of thousands has Terraform look at all.
terraform {
  required_providers {
    configmgr = { source = "endpointops/configmgr" }
  }
}

provider "configmgr" {
  path = "hierarchy.db"
}

variable "primaries" {
  type = number
}

variable "secondaries" {
  type = number
}

locals {
  letters = split("", "BCDEFGHIJKLMNOPQRSTUVWXYZ")
  codes = flatten([for letter in slice(local.letters, 0, var.primaries) :
  [for number in range(var.secondaries) : format("%s%02X", letter, number + 1)]])
}

resource "configmgr_site" "central" {
  site_code   = "A00"
  name        = "Central"
  type        = "central_administration"
  server_fqdn = "cm-a00.contoso.com"
}

resource "configmgr_sup_role" "central" {
  site_code   = configmgr_site.central.site_code
  server_fqdn = "sup-a00.contoso.com"
}

resource "configmgr_site" "primary" {
  count            = var.primaries
  site_code        = "${local.letters[count.index]}00"
  name             = "Primary"
  type             = "primary"
  server_fqdn      = "cm-${lower(local.letters[count.index])}00.contoso.com"
  parent_site_code = configmgr_site.central.site_code
}

resource "configmgr_sup_role" "primary" {
  count           = var.primaries
  site_code       = configmgr_site.primary[count.index].site_code
  server_fqdn     = "sup-${lower(configmgr_site.primary[count.index].site_code)}.contoso.com"
  upstream_sup_id = configmgr_sup_role.central.id
}

resource "configmgr_site" "secondary" {
  count            = var.primaries * var.secondaries
  site_code        = local.codes[count.index]
  name             = "Secondary"
  type             = "secondary"
  server_fqdn      = "cm-${lower(local.codes[count.index])}.contoso.com"
  parent_site_code = configmgr_site.primary[floor(count.index / var.secondaries)].site_code
}

resource "configmgr_sup_role" "secondary" {
  count           = var.primaries * var.secondaries
  site_code       = local.codes[count.index]
  server_fqdn     = "sup-${lower(local.codes[count.index])}.contoso.com"
  upstream_sup_id = configmgr_sup_role.primary[floor(count.index / var.secondaries)].id
  depends_on      = [configmgr_site.secondary]
}
