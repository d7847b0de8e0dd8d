# Accounts other objects name. A password goes to the provider and nowhere else:
# not into the plan, not into the state, not into the hierarchy.

variable "proxy_password" {
  description = "Password of the account the proxy asks for. Set TF_VAR_proxy_password; the simulation works without."
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
