terraform {
  required_version = ">= 1.1"

  required_providers {
    configmgr = {
      source = "endpointops/configmgr"
    }
  }
}

# The simulated hierarchy is stored in a file in this folder.
provider "configmgr" {
  path = var.hierarchy_path
}

variable "hierarchy_path" {
  description = "File of the simulated hierarchy, created on first use."
  type        = string
  default     = ".configmgr/hierarchy.db"
}
