use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Where Debian installs each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The programs of PostgreSQL.
#[derive(Debug)]
pub(crate) struct Installation(PathBuf);

impl Installation {
    /// The programs on the `PATH`, else the newest that Debian installed: it leaves them out of the `PATH`.
    pub(crate) fn find() -> Result<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        let mut installed: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
            .collect();
        installed.sort();
        let newest_first = installed.into_iter().rev().map(|(_, programs)| programs);
        // A link on the PATH leads to the folder that has all programs.
        let on_path = env::split_paths(&path).filter_map(|folder| fs::canonicalize(folder.join("pg_ctl")).ok());
        let on_path = on_path.filter_map(|program| program.parent().map(Path::to_owned));
        let programs = on_path.chain(newest_first).find(|programs| programs.join("initdb").exists());
        let programs = programs.context(
            "PostgreSQL is not on this machine: neither on the PATH nor in /usr/lib/postgresql. \
             Install it; in Debian: apt-get install postgresql",
        )?;
        Ok(Self(programs))
    }

    /// The folder of the programs.
    pub(crate) fn programs(&self) -> &Path {
        &self.0
    }
}
