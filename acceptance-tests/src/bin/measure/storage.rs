//! Where a hierarchy is that several Terraform folders and the console share.

use std::path::PathBuf;
use std::process::Command;

/// A store of a hierarchy.
#[derive(Clone, Debug)]
pub(crate) enum Storage {
    /// A file.
    File(PathBuf),
    /// A database, by its URL.
    Database(String),
}

impl Storage {
    /// Has the provider or the console that `command` starts use the hierarchy.
    pub(crate) fn name_to(&self, command: &mut Command) {
        match self {
            Self::File(path) => command.env("CONFIGMGR_PATH", path),
            Self::Database(url) => command.env("CONFIGMGR_DATABASE_URL", url),
        };
    }
}
