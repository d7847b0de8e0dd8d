# The import ID is the site code.
terraform import configmgr_site.cas CAS
