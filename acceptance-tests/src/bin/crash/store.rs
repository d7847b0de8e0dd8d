//! Where the hierarchy of a campaign is.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// The kinds of stores that a campaign can run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum StoreKind {
    /// A file.
    Sqlite,
}

impl StoreKind {
    pub(crate) fn open(self, folder: &Path) -> Box<dyn Store> {
        match self {
            Self::Sqlite => Box::new(Sqlite { folder: folder.join("store") }),
        }
    }
}

/// What a campaign must know of a store.
pub(crate) trait Store {
    /// Starts it where it needs that.
    fn prepare(&self) -> Result<()>;

    /// The variable by which the provider and the console find the hierarchy.
    fn variable(&self) -> (&'static str, String);

    /// What must not stay after all programs have ended.
    fn strays(&self) -> Result<Vec<PathBuf>>;
}

/// A file in a folder of its own.
struct Sqlite {
    folder: PathBuf,
}

/// The file, and those that SQLite has beside it: a killed program leaves them, and the next one uses them.
const FILES: [&str; 3] = ["hierarchy.db", "hierarchy.db-wal", "hierarchy.db-shm"];

impl Store for Sqlite {
    fn prepare(&self) -> Result<()> {
        Ok(fs::create_dir_all(&self.folder)?)
    }

    fn variable(&self) -> (&'static str, String) {
        ("CONFIGMGR_PATH", self.folder.join("hierarchy.db").to_string_lossy().into_owned())
    }

    fn strays(&self) -> Result<Vec<PathBuf>> {
        let entries = fs::read_dir(&self.folder)?.collect::<Result<Vec<_>, _>>()?;
        let is_stray = |path: &PathBuf| path.file_name().is_none_or(|name| FILES.iter().all(|file| *file != name));
        Ok(entries.into_iter().map(|entry| entry.path()).filter(is_stray).collect())
    }
}
