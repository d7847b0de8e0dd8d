resource "configmgr_site" "primary" {
  site_code   = "PRI"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}

resource "configmgr_account" "proxy" {
  user_name = "CONTOSO\\svc-proxy"
}

resource "configmgr_site_system" "wsus" {
  site_code        = configmgr_site.primary.site_code
  server_fqdn      = "wsus01.contoso.com"
  operating_system = "windows_server_2022"
  internet_fqdn    = "updates.contoso.com"

  proxy = {
    server  = "proxy.contoso.com"
    port    = 8080
    account = configmgr_account.proxy.user_name
  }

  wsus = {
    ssl_configured = true
    content_path   = "D:\\WSUS"
    database = {
      kind   = "sql"
      server = "sql01.contoso.com"
      name   = "SUSDB"
    }
  }
}
