terraform {
  required_providers {
    configmgr = { source = "endpointops/configmgr" }
  }
}
