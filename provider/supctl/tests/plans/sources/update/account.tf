resource "configmgr_account" "wsus" {
  user_name = "CONTOSO\\svc-wsus"
}

output "sites" {
  value = [configmgr_site.cas.name, configmgr_site.europe.name]
}
