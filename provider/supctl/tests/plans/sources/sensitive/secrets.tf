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

resource "configmgr_account" "wsus" {
  user_name           = "CONTOSO\\svc-wsus"
  password_wo         = "Pass-Word-5"
  password_wo_version = 1
}

check "the_password_is_another_one" {
  assert {
    condition     = configmgr_account.wsus.password_wo_version == 2
    error_message = "It is Pass-Word-5 still."
  }
}
