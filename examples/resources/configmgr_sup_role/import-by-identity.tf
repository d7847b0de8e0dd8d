import {
  to = configmgr_sup_role.cas
  identity = {
    site_code   = "CAS"
    server_fqdn = "sup-cas.contoso.com"
  }
}
