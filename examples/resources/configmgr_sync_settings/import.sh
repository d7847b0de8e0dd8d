# The import ID is the site code.
terraform import configmgr_sync_settings.primary PRI
