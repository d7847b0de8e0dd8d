variable "wsus_password" {
  description = "Password of the account. It is never written to the plan, the state or the hierarchy."
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = null
}

resource "configmgr_account" "wsus" {
  user_name   = "CONTOSO\\svc-wsus"
  password_wo = var.wsus_password

  # Raise the version when the password changes: Terraform does not compare passwords.
  password_wo_version = 1
}
