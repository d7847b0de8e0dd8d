//! Terraform provider for Configuration Manager software update points.
//!
//! Translation between Terraform's objects and a [`hierarchy`]: no rule of the product lives here.

mod apply;
mod client;
mod companions;
pub mod data_sources;
pub mod describe;
mod findings;
mod functions;
mod initial_sync;
mod kept;
mod managed;
mod provider;
mod rehearse;
mod reinstall;
pub mod resources;
mod stale;

pub use client::Client;
pub use provider::{Configmgr, ProviderConfig};
