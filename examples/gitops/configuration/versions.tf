terraform {
  required_version = ">= 1.11"

  required_providers {
    configmgr = {
      source = "endpointops/configmgr"
    }
  }

  # The state that all jobs share: PG_CONN_STR has the URL.
  backend "pg" {}
}

# The hierarchy that all jobs share: CONFIGMGR_DATABASE_URL has the URL, CONFIGMGR_ACTOR the name in its history.
provider "configmgr" {}
