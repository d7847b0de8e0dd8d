resource "configmgr_site" "primary" {
  site_code   = "PRI"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}

resource "configmgr_sup_role" "first" {
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "wsus01.contoso.com"
}

resource "configmgr_sync_settings" "primary" {
  sup_role_id     = configmgr_sup_role.first.id
  classifications = ["Security Updates"]
  products        = ["Windows 11"]

  # Creating the settings synchronizes already. After a change, such as another product, the action does.
  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.configmgr_synchronize.primary]
    }
  }
}

action "configmgr_synchronize" "primary" {
  config {
    site_code = configmgr_site.primary.site_code
  }
}
