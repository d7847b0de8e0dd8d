//! A copy in memory of a file that cannot be shared with other processes, because nothing can be written beside it.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::connect;
use super::failure::{ANOTHER, Failures};
use crate::store::StoreError;

/// Why nothing can be written to a file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unwritable {
    /// Its folder or its disk is read-only.
    ReadOnly,
    /// The disk is full.
    Full,
}

impl Unwritable {
    /// The reason, if an error of opening a file has one.
    pub(super) fn by(error: &StoreError) -> Option<Self> {
        match error {
            // A file that SQLite cannot create beside the hierarchy is unreachable to it.
            StoreError::ReadOnly { .. } | StoreError::Unreachable { .. } => Some(Self::ReadOnly),
            StoreError::Full { .. } => Some(Self::Full),
            _ => None,
        }
    }

    /// The error of a write.
    pub(super) fn error(self, path: PathBuf) -> StoreError {
        match self {
            Self::ReadOnly => StoreError::ReadOnly { path },
            Self::Full => StoreError::Full { path },
        }
    }
}

/// How often a file is copied that changes meanwhile.
const ATTEMPTS: usize = 10;

/// The file system without locks and shared memory: both would have to be written.
const WITHOUT_LOCKS: &str = if cfg!(windows) { "win32-none" } else { "unix-none" };

/// Copies the file with its write-ahead log into memory, as of one moment, and migrates the copy to the current format.
pub(super) fn in_memory(failures: &Failures) -> Result<(Connection, Stamp), StoreError> {
    connect::require_file(&failures.path)?;
    if connect::is_missing(&failures.path)? {
        return Err(StoreError::Missing { path: failures.path.clone() });
    }
    for _ in 0..ATTEMPTS {
        let before = Stamp::of(&failures.path);
        let copied = copy(&failures.path);
        // Without locks, another process may have written meanwhile.
        if before.is_current(&failures.path) {
            let mut copied = copied.map_err(|error| failures.explain(error))?;
            connect::bring_up_to_date(&mut copied, failures)?;
            return Ok((copied, before));
        }
    }
    Err(StoreError::Locked { holder: ANOTHER.to_owned(), path: failures.path.clone(), waited_seconds: 0 })
}

fn copy(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = if log_of(path).exists() {
        let source = Connection::open_with_flags_and_vfs(connect::as_file(path), flags, WITHOUT_LOCKS)?;
        // Keeps the index of the write-ahead log in memory, not in a file.
        source.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        source
    } else {
        // Otherwise SQLite would create the log.
        Connection::open_with_flags(as_unchanging(path), flags | OpenFlags::SQLITE_OPEN_URI)?
    };
    let mut copied = Connection::open_in_memory()?;
    Backup::new(&source, &mut copied)?.step(-1)?;
    Ok(copied)
}

/// The address of a file that nobody changes.
fn as_unchanging(path: &Path) -> String {
    let encode = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    let path = connect::as_file(path);
    let encoded: String = path.as_os_str().as_encoded_bytes().iter().map(encode).collect();
    format!("file:{encoded}?immutable=1")
}

/// The write-ahead log of a file.
fn log_of(path: &Path) -> PathBuf {
    let mut log = OsString::from(path);
    log.push("-wal");
    log.into()
}

/// What changes when the file or its write-ahead log is written; `None` if that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stamp(Option<[Option<(u64, SystemTime)>; 2]>);

impl Stamp {
    fn of(path: &Path) -> Self {
        let both = || io::Result::Ok([stamp(path)?, stamp(&log_of(path))?]);
        Self(both().ok())
    }

    /// Whether the file was not written since.
    pub(super) fn is_current(&self, path: &Path) -> bool {
        *self == Self::of(path)
    }
}

/// The length and the time of the last write; `None` without the file.
fn stamp(path: &Path) -> io::Result<Option<(u64, SystemTime)>> {
    match fs::metadata(path) {
        Ok(file) => Ok(Some((file.len(), file.modified()?))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
