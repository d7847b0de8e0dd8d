resource "configmgr_sync_settings" "cas" {
  sup_role_id     = configmgr_sup_role.z_cas.id
  products        = ["Windows 10", "Microsoft Server operating system-21H2"]
  classifications = ["Security Updates", "Critical Updates"]
  initial_sync    = false

  schedule = {
    start    = "2026-01-01T02:00:00Z"
    interval = { days = 1 }
  }

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.configmgr_synchronize.all, action.configmgr_synchronize.office["new"]]
    }
  }
}
