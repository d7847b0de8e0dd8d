# All sites.
list "configmgr_site" "all" {
  provider = configmgr
}

# The primary sites below the central administration site.
list "configmgr_site" "primary" {
  provider = configmgr
  limit    = 1000

  config {
    type             = "primary"
    parent_site_code = "CAS"
  }
}
