# Run `terraform test` in the folder above. Each run breaks one policy, and fails if the check does not notice.

run "nothing_is_broken" {}

run "a_software_update_point_without_ssl" {
  command = plan

  variables {
    require_ssl = false
  }

  expect_failures = [check.ssl]
}

run "a_server_below_the_top_level_site_reaches_microsoft_update" {
  command = plan

  variables {
    internet_access = true
  }

  expect_failures = [check.microsoft_update]
}

run "a_synchronization_in_working_hours" {
  command = plan

  variables {
    start = "2026-01-03T10:00:00Z"
  }

  expect_failures = [check.working_hours]
}

run "a_product_is_removed" {
  command = plan

  variables {
    products = ["Windows 11"]
  }

  expect_failures = [check.product_removal]
}

run "a_product_is_removed_with_a_label" {
  command = plan

  variables {
    products = ["Windows 11"]
    labels   = ["remove-product"]
  }
}
