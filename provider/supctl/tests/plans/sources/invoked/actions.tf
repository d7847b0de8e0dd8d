action "configmgr_synchronize" "all" {
  config {
    site_code = configmgr_site.cas.site_code
  }
}
