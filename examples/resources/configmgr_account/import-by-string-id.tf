import {
  to = configmgr_account.wsus
  id = "CONTOSO\\svc-wsus"
}
