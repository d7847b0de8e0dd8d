//! Copies of a whole hierarchy, made while others write.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use rusqlite::backup::{Backup, StepResult};

use super::connect::{RETRY_AFTER, as_file};
use super::failure::Failures;
use super::{BUSY_TIMEOUT, Sqlite, Unwritable, lock};
use crate::store::StoreError;

impl Sqlite {
    /// Opens a copy in memory of a file that stays as it is. Nothing can be written to it.
    pub(crate) fn open_copy(path: &Path) -> Result<Self, StoreError> {
        let failures = Failures::new(path, BUSY_TIMEOUT);
        Self::copied(failures, Unwritable::ReadOnly)
    }

    pub(super) fn write_into(&self, file: &Path) -> Result<(), StoreError> {
        let reader = self.reader()?;
        let target = as_file(file).to_string_lossy().into_owned();
        reader.execute("VACUUM INTO ?1", [target]).map_err(|error| self.failures.explain(error))?;
        // SQLite does not wait until the copy is on disk.
        let synced = File::open(file).and_then(|file| file.sync_all());
        synced.map_err(|error| StoreError::Unreachable { path: file.to_owned(), reason: error.to_string() })
    }

    /// Replaces everything with what another store has, in one transaction: others see the one or the other.
    pub(crate) fn replace_with(&self, source: &Self) -> Result<(), StoreError> {
        let path = || self.failures.path.clone();
        let (source, mut writer) = (source.reader()?, lock(self.writer()?));
        let explain = |error| self.failures.explain(error);
        let backup = Backup::new(&source, &mut writer).map_err(explain)?;
        let started = Instant::now();
        loop {
            match backup.step(-1).map_err(explain)? {
                StepResult::Done => return Ok(()),
                _ if started.elapsed() < self.failures.timeout => thread::sleep(RETRY_AFTER),
                _ => return Err(StoreError::Locked { path: path(), waited_seconds: self.failures.timeout.as_secs() }),
            }
        }
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
