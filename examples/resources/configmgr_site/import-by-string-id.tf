import {
  to = configmgr_site.cas
  id = "CAS"
}
