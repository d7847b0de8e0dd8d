//! What Terraform prints as JSON, and the files of a configuration.

pub(crate) mod action;
mod blocks;
pub(crate) mod checks;
pub(crate) mod cli_configuration;
pub(crate) mod document;
pub(crate) mod invocation;
pub(crate) mod log;
pub(crate) mod plan;
pub(crate) mod planned;
pub(crate) mod references;
pub(crate) mod resource;
pub(crate) mod source;
pub(crate) mod state;
