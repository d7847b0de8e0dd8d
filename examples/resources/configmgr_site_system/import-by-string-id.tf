import {
  to = configmgr_site_system.wsus
  id = "PRI/wsus01.contoso.com"
}
