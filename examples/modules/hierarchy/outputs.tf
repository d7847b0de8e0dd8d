output "top_level_site_code" {
  description = "Site code of the top-level site."
  value       = local.top_level_site_code
}

output "software_update_points" {
  description = "The upstream of each software update point, by ID; null for the first one of the top-level site."
  value = tomap({
    for point in concat(values(local.first_by_site), values(configmgr_sup_role.replica)) :
    point.id => point.upstream_sup_id
  })
}
