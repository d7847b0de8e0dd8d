output "software_update_points" {
  description = "The synchronization source of each software update point."
  value = {
    (configmgr_sup_role.primary.id) = "Microsoft Update"
    (configmgr_sup_role.branch.id)  = configmgr_sup_role.branch.upstream_sup_id
  }
}
