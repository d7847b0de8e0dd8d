terraform {
  required_providers {
    configmgr = {
      source = "endpointops/configmgr"
    }
  }
}

provider "configmgr" {
  # The file of the simulated hierarchy, created on first use.
  path = ".configmgr/hierarchy.db"

  # The name in the change history.
  actor = "ci/pull-request-42"
}
