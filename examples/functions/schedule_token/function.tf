output "weekly" {
  value = provider::configmgr::schedule_token({ interval = { days = 7 } }) # 0001200000100038
}

output "after_patch_tuesday" {
  value = provider::configmgr::schedule_token({
    start              = "2026-01-01T03:00:00Z"
    monthly_by_weekday = { week = "second", day = "tuesday", offset_days = 1 }
  }) # 00611E0000331441
}
