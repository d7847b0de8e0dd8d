variable "company" {
  type      = string
  sensitive = true
  default   = "Hidden-Company-7"
}

variable "token" {
  type      = string
  sensitive = true
  default   = "tok-31337-abc"
}

resource "configmgr_site" "hidden" {
  site_code        = "HID"
  name             = var.company
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-hid.contoso.com"
}

resource "terraform_data" "note" {
  input = { token = var.token, open = "yes" }
}

output "company" {
  value     = var.company
  sensitive = true
}

output "first" {
  value = nonsensitive("name of ${var.company}")
}
