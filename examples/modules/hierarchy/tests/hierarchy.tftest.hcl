# Run `terraform test` in the module's folder. At the end, Terraform removes everything that the test built.

variables {
  sites = {
    CAS = {
      name                   = "Contoso-Central"
      type                   = "central_administration"
      server_fqdn            = "cm-cas.contoso.com"
      software_update_points = [{ server_fqdn = "sup-cas.contoso.com" }]
    }
    EUR = {
      name        = "Contoso-Europe"
      type        = "primary"
      parent      = "CAS"
      server_fqdn = "cm-eur.contoso.com"
      software_update_points = [
        { server_fqdn = "sup-eur1.contoso.com" },
        { server_fqdn = "sup-eur2.contoso.com", ledbat = true, require_ssl = true },
      ]
      update_file_languages = ["en", "de"]
    }
    LON = {
      name                   = "Contoso-London"
      type                   = "secondary"
      parent                 = "EUR"
      server_fqdn            = "cm-lon.contoso.com"
      software_update_points = [{ server_fqdn = "cm-lon.contoso.com" }]
    }
  }
}

run "three_tiers" {
  variables {
    synchronization = {
      schedule        = { weekly = { day = "saturday" } }
      classifications = ["Security Updates"]
      products        = ["Windows 11"]
    }
  }

  assert {
    condition     = output.top_level_site_code == "CAS"
    error_message = "The site without a parent is the top-level site."
  }

  assert {
    condition = output.software_update_points == tomap({
      "CAS/sup-cas.contoso.com"  = null
      "EUR/sup-eur1.contoso.com" = "CAS/sup-cas.contoso.com"
      "EUR/sup-eur2.contoso.com" = "EUR/sup-eur1.contoso.com"
      "LON/cm-lon.contoso.com"   = "EUR/sup-eur1.contoso.com"
    })
    error_message = "Every software update point synchronizes from its upstream."
  }

  assert {
    condition     = configmgr_sup_role.replica["EUR/sup-eur2.contoso.com"].is_replica
    error_message = "A second software update point of a site is a replica."
  }

  assert {
    condition     = toset(keys(configmgr_sync_settings.this)) == toset(["CAS", "EUR"])
    error_message = "Settings exist at the top-level site, and at a site that has its own languages."
  }
}

run "a_site_can_be_removed" {
  variables {
    sites = {
      CAS = {
        name                   = "Contoso-Central"
        type                   = "central_administration"
        server_fqdn            = "cm-cas.contoso.com"
        software_update_points = [{ server_fqdn = "sup-cas.contoso.com" }]
      }
    }
  }

  assert {
    condition     = toset(keys(output.software_update_points)) == toset(["CAS/sup-cas.contoso.com"])
    error_message = "Only the sites of the map remain."
  }
}

run "an_unknown_parent_is_refused" {
  command = plan

  variables {
    sites = {
      CAS = { name = "Contoso-Central", type = "central_administration", server_fqdn = "cm-cas.contoso.com" }
      EUR = { name = "Contoso-Europe", type = "primary", parent = "CSA", server_fqdn = "cm-eur.contoso.com" }
    }
  }

  expect_failures = [var.sites]
}

run "two_top_level_sites_are_refused" {
  command = plan

  variables {
    sites = {
      EUR = { name = "Contoso-Europe", type = "primary", server_fqdn = "cm-eur.contoso.com" }
      AMS = { name = "Contoso-Americas", type = "primary", server_fqdn = "cm-ams.contoso.com" }
    }
  }

  expect_failures = [var.sites]
}
