# Checks what the module writes, without a hierarchy. The rules that need one are not evaluated: see hierarchy.tftest.hcl.

mock_provider "configmgr" {
  source = "../../mocks"
}

# All mocked resources of a type have the same id, but the outputs of the module tell software update points apart by id.
override_resource {
  target = configmgr_sup_role.primary["PS1"]
  values = { id = "PS1/sup-ps1.contoso.com" }
}

variables {
  sites = {
    PS1 = {
      name                   = "Contoso"
      type                   = "primary"
      server_fqdn            = "cm-ps1.contoso.com"
      software_update_points = [{ server_fqdn = "sup-ps1.contoso.com" }, { server_fqdn = "sup-ps2.contoso.com" }]
      update_file_languages  = ["en", "de"]
    }
  }
}

run "plan_only" {
  command = plan

  assert {
    condition     = configmgr_site_system.wsus["PS1/sup-ps1.contoso.com"].wsus.ssl_configured == false
    error_message = "WSUS is configured for SSL only where its software update point requires it."
  }
}

run "applied" {
  assert {
    condition     = configmgr_sup_role.replica["PS1/sup-ps2.contoso.com"].upstream_sup_id == "PS1/sup-ps1.contoso.com"
    error_message = "A second software update point refers to the first one of its site."
  }

  assert {
    condition     = configmgr_sync_settings.this["PS1"].sup_role_id == "PS1/sup-ps1.contoso.com"
    error_message = "The settings of a site refer to its first software update point."
  }
}

run "a_site_code_that_is_none" {
  command = plan

  variables {
    sites = {
      Europe = { name = "Contoso-Europe", type = "primary", server_fqdn = "cm-eur.contoso.com" }
    }
  }

  expect_failures = [var.sites]
}
