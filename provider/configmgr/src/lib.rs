//! Terraform provider for Configuration Manager software update points.
//!
//! Translation between Terraform's objects and a [`hierarchy`]: no rule of the product lives here.

mod client;
pub mod data_sources;
pub mod describe;
mod functions;
mod provider;
mod resource;
pub mod resources;

pub use client::Client;
pub use provider::{Configmgr, PLUGIN, ProviderConfig};
pub use resource::{HierarchyResource, ResourceModel};
