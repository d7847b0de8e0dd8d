variable "objects" {
  type = number
}

resource "configmgr_account" "service" {
  count     = var.objects
  user_name = "CONTOSO\\service-${count.index}"
}
