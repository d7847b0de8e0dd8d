import {
  to = configmgr_sync_settings.primary
  id = "PRI"
}
