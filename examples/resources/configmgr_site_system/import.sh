# The import ID is the site code, a slash and the FQDN of the server.
terraform import configmgr_site_system.wsus PRI/wsus01.contoso.com
