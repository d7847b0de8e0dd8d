# The changes of the last week that were not made by Terraform.
data "configmgr_change_history" "week" {
  since = timeadd(plantimestamp(), "-168h")
}

output "outside_terraform" {
  value = [
    for change in data.configmgr_change_history.week.changes :
    "${change.time} ${change.actor}: ${change.kind} ${change.id}: ${join("; ", change.attributes[*].shown)}"
    if change.origin != "terraform"
  ]
}

# The last change of one object.
data "configmgr_change_history" "settings" {
  kind   = "sync_settings"
  object = "CAS"
  limit  = 1
}

output "changed_by" {
  value = one(data.configmgr_change_history.settings.changes[*].actor)
}
