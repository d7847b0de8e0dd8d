output "software_update_points" {
  description = "Who synchronises from whom."
  value       = module.hierarchy.software_update_points
}
