terraform {
  required_version = ">= 1.9"

  required_providers {
    configmgr = {
      source = "endpointops/configmgr"
    }
  }
}
