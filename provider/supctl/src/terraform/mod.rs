//! What Terraform prints as JSON, and the files of a configuration.

mod blocks;
pub(crate) mod cli_configuration;
pub(crate) mod document;
pub(crate) mod plan;
pub(crate) mod resource;
pub(crate) mod source;
pub(crate) mod state;
