resource "terraform_data" "name" {
  input = "Contoso-Later"
}

resource "configmgr_site" "later" {
  site_code        = "LAT"
  name             = terraform_data.name.output
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-lat.contoso.com"
}

module "region" {
  source    = "./region"
  parent    = configmgr_site.cas.site_code
  source_id = configmgr_sup_role.z_cas.id
  regions   = { "as[i]a" = "ASI", "o'ceania" = "OCE" }
}
