# The import ID is the site code and the server, joined by a slash.
terraform import configmgr_site_system.wsus PRI/wsus01.contoso.com
