moved {
  from = configmgr_site.berlin
  to   = configmgr_site.berlin_office
}

import {
  to = configmgr_site_system.europe
  id = "EUR/sup-eur1.contoso.com"
}

resource "configmgr_site_system" "europe" {
  site_code   = configmgr_site.europe.site_code
  server_fqdn = "sup-eur1.contoso.com"
}

removed {
  from = configmgr_sup_role.berlin
  lifecycle {
    destroy = false
  }
}
