data "configmgr_sync_status" "contoso" {}

output "failures" {
  value = {
    for sup in data.configmgr_sync_status.contoso.software_update_points :
    sup.id => sup.failure_reason if sup.failure != null
  }
}

# A warning after each plan and apply, and a failure in "terraform test", if a software update point has not
# synchronized for two days on the hierarchy's clock.
check "synchronized" {
  data "configmgr_sync_status" "now" {}

  assert {
    condition = alltrue([
      for sup in data.configmgr_sync_status.now.software_update_points :
      try(timecmp(timeadd(sup.last_success, "48h"), data.configmgr_sync_status.now.time) >= 0, false)
    ])
    error_message = format("Not synchronized for two days: %s.", join(", ", [
      for sup in data.configmgr_sync_status.now.software_update_points : sup.id
      if !try(timecmp(timeadd(sup.last_success, "48h"), data.configmgr_sync_status.now.time) >= 0, false)
    ]))
  }
}

# The same as an error that stops the run, for the top-level site only.
data "configmgr_sync_status" "top" {
  site_code = "CAS"

  lifecycle {
    postcondition {
      condition = alltrue([
        for sup in self.software_update_points :
        try(timecmp(timeadd(sup.last_success, "48h"), self.time) >= 0, false)
      ])
      error_message = "Site CAS has not synchronized for two days."
    }
  }
}
