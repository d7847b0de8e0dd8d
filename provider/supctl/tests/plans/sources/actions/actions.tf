action "configmgr_synchronize" "all" {
  config {
    site_code = configmgr_site.cas.site_code
    full      = true
  }
}

action "configmgr_synchronize" "office" {
  for_each = toset(["new"])

  config {
    site_code = terraform_data.code.output
  }
}

resource "terraform_data" "code" {
  input = "CAS"
}
