//! The embedded store: one SQLite file, shared by all processes of a machine.

mod backup;
mod connect;
mod copy;
mod failure;
mod history;
mod holder;
mod integrity;
mod owners;
mod permissions;
mod session;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

pub(crate) use backup::move_away;
pub(crate) use connect::WhenMissing;
use copy::{Stamp, Unwritable};
use failure::{ANOTHER, Failures};
use rusqlite::Connection;
use session::Session;

use super::{Snapshot, Store, StoreError, Transaction};

/// How long a writer waits for another process to finish.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// A hierarchy in a SQLite file.
pub(crate) struct Sqlite {
    failures: Failures,
    reader: Mutex<Connection>,
    /// Separate from the reader, so that a writer that waits for another process does not block readers of this one.
    writer: Result<Mutex<Connection>, Copied>,
}

/// The reader has a copy of a file that cannot be shared.
#[derive(Debug)]
struct Copied {
    reason: Unwritable,
    /// The file when it was copied.
    stamp: Mutex<Stamp>,
}

impl Sqlite {
    /// Opens the file, migrates it to the current format, and creates it if requested.
    pub(crate) fn open(path: &Path, when_missing: WhenMissing) -> Result<Self, StoreError> {
        Self::open_with_timeout(path, when_missing, BUSY_TIMEOUT)
    }

    fn open_with_timeout(path: &Path, when_missing: WhenMissing, timeout: Duration) -> Result<Self, StoreError> {
        let failures = Failures::new(path, timeout);
        match connect::open(&failures, when_missing) {
            Ok(writer) => {
                Ok(Self { writer: Ok(Mutex::new(writer)), reader: Mutex::new(connect::connect(&failures)?), failures })
            }
            Err(refusal) => match Unwritable::by(&refusal) {
                Some(reason) => Self::copied(failures, reason).map_err(|_| refusal),
                None => Err(refusal),
            },
        }
    }

    /// Opens a copy in memory of a file that can be read and not shared with other processes.
    fn copied(failures: Failures, reason: Unwritable) -> Result<Self, StoreError> {
        let (reader, stamp) = copy::in_memory(&failures)?;
        let copied = Copied { reason, stamp: Mutex::new(stamp) };
        Ok(Self { reader: Mutex::new(reader), writer: Err(copied), failures })
    }

    /// The connection that reads. A copy is made again if the file has changed.
    fn reader(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        let mut reader = lock(&self.reader);
        if let Err(copied) = &self.writer {
            let mut stamp = lock(&copied.stamp);
            if !stamp.is_current(&self.failures.path) {
                (*reader, *stamp) = copy::in_memory(&self.failures)?;
            }
        }
        Ok(reader)
    }

    /// The connection that writes.
    fn writer(&self) -> Result<&Mutex<Connection>, StoreError> {
        self.writer.as_ref().map_err(|copied| copied.reason.error(self.failures.path.clone()))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Like [`lock`]; `None` if another thread has it.
fn try_lock(connection: &Mutex<Connection>) -> Option<MutexGuard<'_, Connection>> {
    match connection.try_lock() {
        Ok(connection) => Some(connection),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sqlite").field(&self.failures.path).finish()
    }
}

impl Store for Sqlite {
    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, StoreError> {
        let session = Session::begin(self.reader()?, &self.failures, "BEGIN")?;
        Ok(Box::new(session))
    }

    fn lock_timeout(&self) -> Duration {
        self.failures.timeout
    }

    fn begin(&self, lock_timeout: Duration) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let path = || self.failures.path.clone();
        let writer = self.writer()?;
        let locked = || StoreError::Locked {
            holder: holder::holder(&self.failures.path).unwrap_or_else(|| ANOTHER.to_owned()),
            path: path(),
            waited_seconds: lock_timeout.as_secs(),
        };
        let writer = if lock_timeout.is_zero() { try_lock(writer).ok_or_else(locked)? } else { lock(writer) };
        writer.busy_timeout(lock_timeout).map_err(|error| self.failures.explain(error))?;
        match Session::begin(writer, &self.failures, "BEGIN IMMEDIATE") {
            Ok(session) => Ok(Box::new(session)),
            Err(StoreError::Locked { .. }) => Err(locked()),
            Err(error) => Err(error),
        }
    }

    fn integrity(&self) -> Result<Vec<String>, StoreError> {
        integrity::check(&*self.reader()?, &self.failures)
    }
}
