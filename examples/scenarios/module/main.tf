# The module creates sites, software update points and synchronization settings from one map.

module "hierarchy" {
  source = "../../modules/hierarchy"

  sites = {
    CAS = {
      name                   = "Tailspin-Central"
      type                   = "central_administration"
      server_fqdn            = "cm-cas.tailspintoys.com"
      version                = "2509"
      software_update_points = [{ server_fqdn = "sup-cas.tailspintoys.com" }]
    }

    NYC = {
      name        = "Tailspin-New-York"
      type        = "primary"
      parent      = "CAS"
      server_fqdn = "cm-nyc.tailspintoys.com"
      software_update_points = [
        { server_fqdn = "sup-nyc1.tailspintoys.com" },
        { server_fqdn = "sup-nyc2.tailspintoys.com", ledbat = true },
      ]
    }

    TYO = {
      name                   = "Tailspin-Tokyo"
      type                   = "primary"
      parent                 = "CAS"
      server_fqdn            = "cm-tyo.tailspintoys.com"
      software_update_points = [{ server_fqdn = "sup-tyo.tailspintoys.com" }]
      update_file_languages  = ["en", "ja"]
    }

    OSA = {
      name                   = "Tailspin-Osaka"
      type                   = "secondary"
      parent                 = "TYO"
      server_fqdn            = "cm-osa.tailspintoys.com"
      software_update_points = [{ server_fqdn = "cm-osa.tailspintoys.com" }]
    }
  }

  synchronization = {
    schedule        = { weekly = { day = "saturday" } }
    classifications = ["Critical Updates", "Security Updates"]
    products        = ["Windows 11"]
  }
}
