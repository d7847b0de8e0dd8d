import {
  to = configmgr_site.cas
  identity = {
    site_code = "CAS"
  }
}
