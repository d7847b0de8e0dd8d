# The synchronization settings of all sites that have them.
list "configmgr_sync_settings" "all" {
  provider = configmgr
}
