output "april" {
  value = provider::configmgr::patch_tuesday(2026, 4) # 2026-04-14
}

output "all_year" {
  value = [for month in range(1, 13) : provider::configmgr::patch_tuesday(2026, month)]
}
