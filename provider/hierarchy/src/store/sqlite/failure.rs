use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Error, ErrorCode};

use crate::store::StoreError;

/// What SQLite says when the index of the write-ahead log, a file beside the hierarchy, cannot grow.
const NO_ROOM_FOR_INDEX: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

/// Turns what SQLite says into what the reader of a message can use: the file's name and the kind of trouble.
#[derive(Clone, Debug)]
pub(super) struct Failures {
    pub(super) path: PathBuf,
    pub(super) timeout: Duration,
}

impl Failures {
    pub(super) fn new(path: &Path, timeout: Duration) -> Self {
        Self { path: path.to_owned(), timeout }
    }

    pub(super) fn explain(&self, error: Error) -> StoreError {
        let path = self.path.clone();
        let reason = error.to_string();
        if error.sqlite_error().is_some_and(|cause| cause.extended_code == NO_ROOM_FOR_INDEX) {
            return StoreError::Full { path };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StoreError::Locked { path, waited_seconds: self.timeout.as_secs() }
            }
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { path },
            Some(ErrorCode::DiskFull) => StoreError::Full { path },
            Some(ErrorCode::NotADatabase) => StoreError::NotAHierarchy { path },
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, reason },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                StoreError::Unreachable { path, reason: self.refusal().unwrap_or(reason) }
            }
            Some(_) => StoreError::Other { path, source: Box::new(error) },
            None => StoreError::Damaged { path, reason },
        }
    }

    /// What the system says to opening the file; SQLite only says that it could not.
    fn refusal(&self) -> Option<String> {
        let error = OpenOptions::new().read(true).write(true).open(&self.path).err()?;
        Some(error.to_string())
    }

    /// For content that SQLite delivers and the model cannot read.
    pub(super) fn damaged(&self, what: &str, reason: &dyn std::fmt::Display) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), reason: format!("{what}: {reason}") }
    }
}
