import {
  to = configmgr_sup_role.cas
  id = "CAS/sup-cas.contoso.com"
}
