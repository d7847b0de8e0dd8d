# The name of the action.
terraform apply -invoke=action.configmgr_synchronize.primary
