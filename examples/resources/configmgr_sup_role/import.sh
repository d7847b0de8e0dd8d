# The import ID is the site code, a slash and the FQDN of the server.
terraform import configmgr_sup_role.cas CAS/sup-cas.contoso.com
