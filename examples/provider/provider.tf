terraform {
  required_providers {
    configmgr = {
      source = "endpointops/configmgr"
    }
  }
}

provider "configmgr" {
  # The simulated hierarchy lives in this file, which is created on first use.
  path = ".configmgr/hierarchy.db"

  # Who the change history names.
  actor = "ci/pull-request-42"
}
