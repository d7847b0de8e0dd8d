//! A Terraform plugin SDK.
