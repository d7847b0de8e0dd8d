variable "wsus_password" {
  description = "Password of the account; never written to the plan, the state or the hierarchy."
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = null
}

resource "configmgr_account" "wsus" {
  user_name   = "CONTOSO\\svc-wsus"
  password_wo = var.wsus_password

  # Raise it whenever the password changes: Terraform cannot see the password itself.
  password_wo_version = 1
}
