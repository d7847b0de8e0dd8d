# All software update points.
list "configmgr_sup_role" "all" {
  provider = configmgr
}

# The software update points of one site.
list "configmgr_sup_role" "of_site" {
  provider = configmgr

  config {
    site_code = "CAS"
  }
}
