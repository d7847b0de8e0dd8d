# Checks what the module writes, without a hierarchy. The rules that need one are not evaluated: see hierarchy.tftest.hcl.

mock_provider "configmgr" {
  source = "../../mocks"
}

variables {
  sites = {
    CAS = {
      name                   = "Contoso-Central"
      type                   = "central_administration"
      server_fqdn            = "cm-cas.contoso.com"
      software_update_points = [{ server_fqdn = "sup-cas.contoso.com" }]
    }
    EUR = {
      name                   = "Contoso-Europe"
      type                   = "primary"
      parent                 = "CAS"
      server_fqdn            = "cm-eur.contoso.com"
      software_update_points = [{ server_fqdn = "sup-eur1.contoso.com" }, { server_fqdn = "sup-eur2.contoso.com" }]
      update_file_languages  = ["en", "de"]
    }
  }
}

run "plan_only" {
  command = plan

  assert {
    condition     = configmgr_site.primary["EUR"].parent_site_code == "CAS"
    error_message = "A primary site reports to its parent site."
  }
}

run "applied_with_mocked_ids" {
  assert {
    condition     = configmgr_sup_role.replica["EUR/sup-eur2.contoso.com"].upstream_sup_id == "PS1/wsus01.contoso.com"
    error_message = "A second software update point refers to the first one of its site."
  }
}

run "another_id_for_one_resource" {
  override_resource {
    target = configmgr_sup_role.primary["EUR"]
    values = { id = "EUR/sup-eur1.contoso.com" }
  }

  assert {
    condition     = configmgr_sup_role.replica["EUR/sup-eur2.contoso.com"].upstream_sup_id == "EUR/sup-eur1.contoso.com"
    error_message = "A second software update point refers to the first one of its site."
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
