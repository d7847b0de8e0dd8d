//! A provider to measure, with a resource to make many of.

use std::path::{Path, PathBuf};

use acceptance_tests::mirror::SOURCE;

use crate::configuration;

/// A provider's binary and the configuration it is measured with.
pub(crate) struct Provider {
    /// What the report calls it.
    pub(crate) name: String,
    /// The file Terraform launches.
    pub(crate) binary: PathBuf,
    /// Its address in a registry, without the registry's host.
    pub(crate) source: String,
    /// A configuration of as many objects as its variable `objects` says.
    pub(crate) configuration: String,
}

impl Provider {
    /// A build of the provider of this repository, with accounts.
    pub(crate) fn of_repository(name: &str, binary: &Path) -> Self {
        Self {
            name: name.into(),
            binary: binary.to_path_buf(),
            source: SOURCE.into(),
            configuration: configuration!("accounts"),
        }
    }
}
