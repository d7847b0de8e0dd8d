//! Drives the real Terraform with the real provider: what the acceptance tests, `cargo demo` and `cargo measure` share.
//!
//! It touches binaries, HCL and what they print, never one of the project's other crates.

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
