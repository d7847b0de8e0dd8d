# The four policies as check blocks. They warn at plan and apply; `terraform test` fails, and so does a pipeline that looks for
# "status": "fail" in the checks of terraform show -json.

locals {
  top_level_site_code = configmgr_site.cas.site_code

  software_update_points = [configmgr_sup_role.cas, configmgr_sup_role.europe]
  servers                = [configmgr_site_system.cas, configmgr_site_system.europe]
}

check "ssl" {
  assert {
    condition     = alltrue(local.software_update_points[*].require_ssl)
    error_message = "Every software update point must require SSL."
  }
}

check "microsoft_update" {
  assert {
    condition = alltrue([
      for point in local.software_update_points : point.upstream_sup_id != null
      if point.site_code != local.top_level_site_code
    ])
    error_message = "Only the top-level site synchronizes from Microsoft Update: set upstream_sup_id."
  }

  assert {
    condition = alltrue([
      for server in local.servers : !server.wsus.internet_access
      if server.site_code != local.top_level_site_code
    ])
    error_message = "Only the server of the top-level site reaches Microsoft Update: set internet_access = false in wsus."
  }
}

check "working_hours" {
  assert {
    # Without a schedule, there is no next synchronization.
    condition = alltrue([
      for start in compact([provider::configmgr::next_sync(configmgr_sync_settings.cas.schedule, plantimestamp())]) :
      tonumber(formatdate("h", start)) < var.working_hours.from || tonumber(formatdate("h", start)) >= var.working_hours.to
    ])
    error_message = "The next synchronization starts in working hours: change schedule.start."
  }

  assert {
    condition = alltrue([
      for unit in ["hours", "minutes"] : try(configmgr_sync_settings.cas.schedule.interval[unit], null) == null
    ])
    error_message = "A schedule of hours or minutes synchronizes in working hours: use days, weeks or months."
  }
}

check "product_removal" {
  data "configmgr_update_catalog" "subscribed" {
    subscribed = true
  }

  assert {
    condition = contains(var.labels, "remove-product") || length(setsubtract(
      data.configmgr_update_catalog.subscribed.products[*].name, configmgr_sync_settings.cas.products
    )) == 0
    error_message = "A product is removed: add the label remove-product to the pull request if that is meant."
  }
}
