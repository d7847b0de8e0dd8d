use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Error, ErrorCode};

use crate::store::StoreError;

/// The error of SQLite when the index of the write-ahead log, a file beside the hierarchy, cannot grow.
const NO_ROOM_FOR_INDEX: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

/// The error of SQLite for a statement that does not fit the tables.
const WRONG_STATEMENT: i32 = rusqlite::ffi::SQLITE_ERROR;

/// Who has a lock, where nothing more is known.
pub(super) const ANOTHER: &str = "another process";

/// Converts errors of SQLite to errors that name the file and the kind of problem.
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
        match error.sqlite_error().map(|cause| cause.extended_code) {
            Some(NO_ROOM_FOR_INDEX) => return StoreError::Full { path },
            // Our statements are right, so a table or a column is missing.
            Some(WRONG_STATEMENT) => return StoreError::Damaged { path, reason: without_statement(error) },
            _ => {}
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StoreError::Locked { holder: ANOTHER.to_owned(), path, waited_seconds: self.timeout.as_secs() }
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

    /// The error of the operating system for opening the file; SQLite reports only that it could not.
    fn refusal(&self) -> Option<String> {
        let error = OpenOptions::new().read(true).write(true).open(&self.path).err()?;
        Some(error.to_string())
    }

    /// An error for content that SQLite returns and the model cannot parse.
    pub(super) fn damaged(&self, what: &str, reason: &dyn std::fmt::Display) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), reason: format!("{what}: {reason}") }
    }
}

/// The message of an error, without the statement.
fn without_statement(error: Error) -> String {
    match error {
        Error::SqlInputError { msg, .. } => msg,
        error => error.to_string(),
    }
}
