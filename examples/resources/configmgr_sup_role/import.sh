# The import ID is the site code and the server, joined by a slash.
terraform import configmgr_sup_role.cas CAS/sup-cas.contoso.com
