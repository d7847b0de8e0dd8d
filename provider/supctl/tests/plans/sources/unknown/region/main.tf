terraform {
  required_providers {
    configmgr = { source = "endpointops/configmgr" }
  }
}

variable "parent" { type = string }
variable "source_id" { type = string }
variable "regions" { type = map(string) }
resource "configmgr_site" "this" {
  for_each         = var.regions
  site_code        = each.value
  name             = "Contoso-${each.value}"
  type             = "primary"
  parent_site_code = var.parent
  server_fqdn      = "cm-${lower(each.value)}.contoso.com"
}

resource "configmgr_sup_role" "a" {
  for_each        = configmgr_site.this
  site_code       = each.value.site_code
  server_fqdn     = "sup-${lower(each.value.site_code)}.contoso.com"
  upstream_sup_id = var.source_id
}
