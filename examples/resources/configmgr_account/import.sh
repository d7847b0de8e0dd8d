# The import ID is the user name with its domain.
terraform import configmgr_account.wsus 'CONTOSO\svc-wsus'
