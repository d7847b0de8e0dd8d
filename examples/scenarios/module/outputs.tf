output "software_update_points" {
  description = "The synchronization source of each software update point."
  value       = module.hierarchy.software_update_points
}
