terraform {
  required_version = ">= 1.8"

  required_providers {
    configmgr = {
      source = "endpointops/configmgr"
    }
  }
}
