# The WSUS servers. Each uses the ports 8530 and 8531 and is configured for SSL.

# Only this server synchronizes from Microsoft Update, through the company's proxy.
resource "configmgr_site_system" "cas" {
  site_code        = configmgr_site.cas.site_code
  server_fqdn      = "sup-cas.contoso.com"
  operating_system = "windows_server_2022"

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
      server = "sql-cas.contoso.com"
      name   = "SUSDB"
    }
  }
}

# The three servers in Europe share one database and one content folder.
locals {
  europe_servers = {
    first  = "sup-eur1.contoso.com"
    second = "sup-eur2.contoso.com"
    third  = "sup-eur3.contoso.com"
  }
}

resource "configmgr_site_system" "europe" {
  for_each = local.europe_servers

  site_code        = configmgr_site.europe.site_code
  server_fqdn      = each.value
  operating_system = "windows_server_2022"

  wsus = {
    ssl_configured = true
    content_path   = "\\\\files-eur.contoso.com\\WSUS"
    database = {
      kind   = "sql"
      server = "sql-eur.contoso.com"
      name   = "SUSDB"
    }
  }
}

# Internet clients connect to the server in the Americas by its public name.
resource "configmgr_site_system" "americas" {
  site_code        = configmgr_site.americas.site_code
  server_fqdn      = "sup-ams.contoso.com"
  operating_system = "windows_server_2022"
  internet_fqdn    = "updates.contoso.com"

  wsus = {
    ssl_configured = true
    content_path   = "D:\\WSUS"
    database = {
      kind   = "sql"
      server = "sql-ams.contoso.com"
      name   = "SUSDB"
    }
  }
}

# The servers of the secondary sites are small: WSUS uses the Windows Internal Database.
resource "configmgr_site_system" "london" {
  site_code   = configmgr_site.london.site_code
  server_fqdn = configmgr_site.london.server_fqdn
  wsus        = { ssl_configured = true }
}

resource "configmgr_site_system" "paris" {
  site_code   = configmgr_site.paris.site_code
  server_fqdn = configmgr_site.paris.server_fqdn
  wsus        = { ssl_configured = true }
}
