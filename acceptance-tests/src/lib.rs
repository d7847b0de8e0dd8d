//! Runs the real Terraform with the real provider, for the acceptance tests, `cargo demo` and `cargo measure`.
//!
//! It uses binaries, HCL and their output only, never another crate of the project.

pub mod binaries;
pub mod examples;
pub mod life;
pub mod locate;
pub mod mirror;
pub mod plan;
pub mod run;
pub mod show;
pub mod terraform;
pub mod workspace;
