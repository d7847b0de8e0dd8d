check "names_are_numbers" {
  assert {
    condition     = tonumber(configmgr_site.cas.name) > 0
    error_message = "The name of the central administration site is a number."
  }
}

check "the_headquarters_is_in_europe" {
  assert {
    condition     = configmgr_site.europe.site_code == "HQ1"
    error_message = "EUR is not the headquarters."
  }
}

resource "terraform_data" "order" {
  lifecycle {
    precondition {
      condition     = configmgr_site.americas.site_code == "USA"
      error_message = "AMS must be ordered as USA."
    }
  }
}
