//! A Terraform plugin SDK.

pub mod protocol;
