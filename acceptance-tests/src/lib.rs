//! Runs the real Terraform with the real provider, for the acceptance tests, `cargo demo` and `cargo measure`.
//!
//! It uses binaries, HCL and their output only. Of the other crates of the project, it uses the driver of Terraform.

pub mod binaries;
pub mod client;
pub mod clients;
pub mod examples;
pub mod life;
pub mod locate;
pub mod mirror;
#[cfg(unix)]
pub mod permissions;
pub mod show;
pub mod terraform;
pub mod workspace;

pub use tfplugin_testing::driver::run;
