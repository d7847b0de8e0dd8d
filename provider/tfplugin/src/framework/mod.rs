//! The API of a provider: values, schemas, diagnostics, the plan engine, and one trait for each kind of object.
//! [`crate::runtime`] connects it to Terraform.

pub mod action;
pub mod context;
pub mod data_source;
pub mod diagnostics;
pub mod ephemeral;
pub mod function;
mod generate;
pub mod identity;
pub mod list;
pub mod model;
#[cfg(test)]
mod notation;
pub mod path;
mod plan;
pub mod provider;
pub mod resource;
pub mod schema;
pub mod server;
pub mod timeouts;
mod typed;
mod unreadable_state;
pub mod value;
