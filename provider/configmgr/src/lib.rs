//! Terraform provider for Configuration Manager software update points.
//!
//! It translates between Terraform's values and the objects of a [`hierarchy`]. Rules of the product belong there, not here.

mod actions;
mod client;
pub mod data_sources;
pub mod describe;
mod functions;
mod provider;
mod resource;
pub mod resources;

pub use client::Client;
pub use provider::{Configmgr, PLUGIN, ProviderConfig};
pub use resource::{HierarchyResource, ListFilter, ObjectIdentity, ResourceModel, Values};
