# Accounts that other objects refer to. A password is sent to the provider only:
# it is not in the plan, the state or the hierarchy.

variable "proxy_password" {
  description = "Password of the account for the proxy. Set TF_VAR_proxy_password; the simulation works without it."
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = null
}

resource "configmgr_account" "proxy" {
  user_name           = "CONTOSO\\svc-proxy"
  password_wo         = var.proxy_password
  password_wo_version = 1
}

resource "configmgr_account" "wsus" {
  user_name = "CONTOSO\\svc-wsus"
}
