import {
  to = configmgr_account.wsus
  identity = {
    user_name = "CONTOSO\\svc-wsus"
  }
}
