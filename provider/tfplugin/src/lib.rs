//! A Terraform plugin SDK.

pub mod framework;
pub mod protocol;
pub mod runtime;
