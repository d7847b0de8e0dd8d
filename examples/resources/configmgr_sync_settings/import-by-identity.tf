import {
  to = configmgr_sync_settings.primary
  identity = {
    site_code = "PRI"
  }
}
