# Values of computed attributes for mock_provider "configmgr". Without them, Terraform makes up random texts, which no other
# resource accepts as an id.

mock_resource "configmgr_site" {
  defaults = {
    id                = "PS1"
    install_directory = "C:\\Program Files\\Microsoft Configuration Manager"
    version           = "2509"
  }
}

mock_resource "configmgr_site_system" {
  defaults = {
    id               = "PS1/wsus01.contoso.com"
    operating_system = "windows_server_2022"
    wsus = {
      version    = "10.0.20348"
      http_port  = 8530
      https_port = 8531
    }
  }
}

mock_resource "configmgr_sup_role" {
  defaults = {
    id                     = "PS1/wsus01.contoso.com"
    http_port              = 8530
    https_port             = 8531
    client_connection_type = "intranet"
  }
}

mock_resource "configmgr_sync_settings" {
  defaults = {
    id        = "PS1"
    site_code = "PS1"
  }
}

mock_resource "configmgr_account" {
  defaults = {
    id = "CONTOSO\\svc-wsus"
  }
}

mock_data "configmgr_hierarchy" {
  defaults = {
    top_level_site_code    = "PS1"
    sites                  = []
    site_systems           = []
    software_update_points = []
    accounts               = []
  }
}
