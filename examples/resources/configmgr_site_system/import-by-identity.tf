import {
  to = configmgr_site_system.wsus
  identity = {
    site_code   = "PRI"
    server_fqdn = "wsus01.contoso.com"
  }
}
