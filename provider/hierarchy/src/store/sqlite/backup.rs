//! Files that are not shared: copies, and damaged ones.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::failure::Failures;
use super::{BUSY_TIMEOUT, Sqlite, Unwritable};
use crate::store::StoreError;

impl Sqlite {
    /// Opens a copy in memory of a file that stays as it is. Nothing can be written to it.
    pub(crate) fn open_copy(path: &Path) -> Result<Self, StoreError> {
        let failures = Failures::new(path, BUSY_TIMEOUT);
        Self::copied(failures, Unwritable::ReadOnly)
    }
}

/// Renames a file with the files that SQLite has beside it.
pub(crate) fn move_away(path: &Path, to: &Path) -> io::Result<()> {
    for suffix in ["-wal", "-shm", ""] {
        let beside = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        match fs::rename(beside(path), beside(to)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
