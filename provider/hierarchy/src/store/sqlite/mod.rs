//! The embedded store: one SQLite file, shared by all processes of a machine.

mod connect;
mod failure;
mod history;
mod owners;
mod session;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(crate) use connect::WhenMissing;
use failure::Failures;
use rusqlite::Connection;
use session::Session;

use super::{Store, StoreError, Transaction, View};
use crate::history::{HistoryEntry, HistoryFilter};

/// How long a writer waits for another process to finish.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// A hierarchy in a SQLite file.
pub(crate) struct Sqlite {
    failures: Failures,
    reader: Mutex<Connection>,
    /// Separate from the reader, so that a writer that waits for another process does not block readers of this one.
    writer: Mutex<Connection>,
}

impl Sqlite {
    /// Opens the file, migrates it to the current format, and creates it if requested.
    pub(crate) fn open(path: &Path, when_missing: WhenMissing) -> Result<Self, StoreError> {
        Self::open_with_timeout(path, when_missing, BUSY_TIMEOUT)
    }

    fn open_with_timeout(path: &Path, when_missing: WhenMissing, timeout: Duration) -> Result<Self, StoreError> {
        let failures = Failures::new(path, timeout);
        Ok(Self {
            writer: Mutex::new(connect::open(&failures, when_missing)?),
            reader: Mutex::new(connect::connect(&failures)?),
            failures,
        })
    }
}

fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sqlite").field(&self.failures.path).finish()
    }
}

impl Store for Sqlite {
    fn snapshot(&self) -> Result<Box<dyn View + '_>, StoreError> {
        let session = Session::begin(lock(&self.reader), &self.failures, "BEGIN")?;
        Ok(Box::new(session))
    }

    fn begin(&self, lock_timeout: Option<Duration>) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let lock_timeout = lock_timeout.unwrap_or(self.failures.timeout);
        let writer = lock(&self.writer);
        writer.busy_timeout(lock_timeout).map_err(|error| self.failures.explain(error))?;
        match Session::begin(writer, &self.failures, "BEGIN IMMEDIATE") {
            Ok(session) => Ok(Box::new(session)),
            Err(StoreError::Locked { path, .. }) => {
                Err(StoreError::Locked { path, waited_seconds: lock_timeout.as_secs() })
            }
            Err(error) => Err(error),
        }
    }

    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        history::read(&lock(&self.reader), &self.failures, filter)
    }
}
