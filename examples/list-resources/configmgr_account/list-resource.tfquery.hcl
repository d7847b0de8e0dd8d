# All accounts.
list "configmgr_account" "all" {
  provider = configmgr
}
