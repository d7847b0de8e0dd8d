//! Runs the real Terraform or OpenTofu with a provider's binary.

pub mod cargo;
pub mod locate;
pub mod mirror;
pub mod plan;
pub mod run;
pub mod terraform;
pub mod workspace;
