locals {
  # The day after Patch Tuesday, at 3:00 in Berlin, in winter and in summer.
  schedule = {
    start              = "2026-01-01T03:00:00+01:00[Europe/Berlin]"
    monthly_by_weekday = { week = "second", day = "tuesday", offset_days = 1 }
  }
}

output "first" {
  value = provider::configmgr::next_sync(local.schedule, "2026-01-01T00:00:00Z") # 2026-01-14T03:00:00+01:00
}

output "in_summer" {
  value = provider::configmgr::next_sync(local.schedule, "2026-07-01T00:00:00Z") # 2026-07-15T03:00:00+02:00
}
