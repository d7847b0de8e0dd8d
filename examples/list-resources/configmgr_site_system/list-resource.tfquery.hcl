# All servers.
list "configmgr_site_system" "all" {
  provider = configmgr
}

# The servers of one site, with all attributes.
list "configmgr_site_system" "of_site" {
  provider         = configmgr
  include_resource = true

  config {
    site_code = "CAS"
  }
}
