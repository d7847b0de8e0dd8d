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
  name             = replace(each.key, "\n", " ")
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-${lower(each.value)}.contoso.com"
}

output "hostile" {
  value = keys(local.names)
}
