locals {
  names = {
    "@team"                             = "HO1"
    "</details><h1>x</h1>"              = "HO2"
    "```\n# out"                        = "HO3"
    "[x](http://evil.example)"          = "HO4"
    "a|b|c `tick` <!-- -->"             = "HO5"
    "#12 !3 https://evil.example $${x}" = "HO6"
  }
}

resource "configmgr_site" "hostile" {
  for_each         = local.names
  site_code        = each.value
  name             = "Contoso-${each.value}"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-${lower(each.value)}.contoso.com"
}

resource "terraform_data" "hostile" {
  for_each = local.names
  input    = [each.key, "${each.key}\n```\n</details>\n@everyone", "\u202e\u0007"]
}

output "hostile" {
  value = keys(local.names)
}
