data "configmgr_sync_status" "contoso" {}

output "failures" {
  value = {
    for sup in data.configmgr_sync_status.contoso.software_update_points :
    sup.id => sup.failure_reason if sup.failure != null
  }
}

# A warning after each plan and apply, and a failure in "terraform test", if a software update point has not
# synchronized for two days on the hierarchy's clock.
#
# The data source is outside the block: Terraform plans to read one inside it again at every apply, so that no plan would be
# empty, and "terraform plan -detailed-exitcode" would always end with 2.
check "synchronized" {
  assert {
    condition = alltrue([
      for sup in data.configmgr_sync_status.contoso.software_update_points :
      try(timecmp(timeadd(sup.last_success, "48h"), data.configmgr_sync_status.contoso.time) >= 0, false)
    ])
    error_message = format("Not synchronized for two days: %s.", join(", ", [
      for sup in data.configmgr_sync_status.contoso.software_update_points : sup.id
      if !try(timecmp(timeadd(sup.last_success, "48h"), data.configmgr_sync_status.contoso.time) >= 0, false)
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
