//! A Terraform plugin SDK.

pub mod framework;
pub mod protocol;
