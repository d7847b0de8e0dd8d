output "software_update_points" {
  description = "Who synchronises from whom."
  value = {
    (configmgr_sup_role.primary.id) = "Microsoft Update"
    (configmgr_sup_role.branch.id)  = configmgr_sup_role.branch.upstream_sup_id
  }
}
