use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::failure::Failures;
use crate::store::StoreError;

/// Marks a SQLite file as a hierarchy ("CMH1").
const APPLICATION_ID: u32 = 0x434d_4831;

/// The format's history: each step is applied once, in order. The number of steps is the format's number.
const MIGRATIONS: [&str; 3] =
    [include_str!("migrations/0001.sql"), include_str!("migrations/0002.sql"), include_str!("migrations/0003.sql")];

/// What to do when there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenMissing {
    /// Create it and its folders.
    Create,
    /// Say so.
    Fail,
}

/// Opens the file for the first time: creates it if wanted, checks whose it is, migrates it.
pub(super) fn open(failures: &Failures, when_missing: WhenMissing) -> Result<Connection, StoreError> {
    let path = &failures.path;
    if is_missing(path)? {
        match when_missing {
            WhenMissing::Create => create_folder(path)?,
            WhenMissing::Fail => return Err(StoreError::Missing { path: path.clone() }),
        }
    }
    let mut connection = connect(failures)?;
    let found = {
        // One moment: another process may be creating the file right now.
        let moment = connection.unchecked_transaction().map_err(|error| failures.explain(error))?;
        format(&moment, failures)?
    };
    if found < MIGRATIONS.len() {
        migrate(&mut connection, failures)?;
    }
    write_ahead(&connection, failures)?;
    Ok(connection)
}

/// Whether there is no such file. One that cannot be looked for (no permission, a loop of links, a file in place of a
/// folder) is not missing: who takes it for missing takes everything in it for removed.
fn is_missing(path: &Path) -> Result<bool, StoreError> {
    match fs::metadata(path) {
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(StoreError::Unreachable { path: path.to_owned(), reason: error.to_string() }),
    }
}

fn create_folder(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    fs::create_dir_all(folder).map_err(|source| StoreError::Folder { path: path.to_owned(), source })
}

/// How soon to try again what SQLite does not wait for.
const RETRY_AFTER: Duration = Duration::from_millis(5);

/// What a connection may keep of the file in memory, in KiB. Objects are looked up by index, a few pages each.
const CACHE_KIB: i32 = 512;

/// Opens one more connection. A commit is on disk when it returns (`synchronous`).
pub(super) fn connect(failures: &Failures) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(as_file(&failures.path), flags)?;
        connection.busy_timeout(failures.timeout)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        Ok(connection)
    };
    open().map_err(|error| failures.explain(error))
}

/// The path as SQLite takes for nothing but a path: `file:x.db` alone is a URI to it, and `:memory:` no file at all.
fn as_file(path: &Path) -> PathBuf {
    Path::new(".").join(path)
}

/// The file's format; 0 when it is still empty.
fn format(connection: &Connection, failures: &Failures) -> Result<usize, StoreError> {
    let read = || {
        let application: u32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let format: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok((application, format, tables))
    };
    match read().map_err(|error| failures.explain(error))? {
        (0, 0, 0) => Ok(0),
        (APPLICATION_ID, format, _) => {
            let known = MIGRATIONS.len();
            let found = usize::try_from(format).unwrap_or(usize::MAX);
            if found > known {
                return Err(StoreError::Newer {
                    path: failures.path.clone(),
                    found: format,
                    known: u32::try_from(known).unwrap_or(u32::MAX),
                });
            }
            Ok(found)
        }
        _ => Err(StoreError::NotAHierarchy { path: failures.path.clone() }),
    }
}

/// Brings the file to the current format in one transaction, unless another process was faster.
fn migrate(connection: &mut Connection, failures: &Failures) -> Result<(), StoreError> {
    let explain = |error| failures.explain(error);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(explain)?;
    let format = format(&transaction, failures)?;
    for step in MIGRATIONS.iter().skip(format) {
        transaction.execute_batch(step).map_err(explain)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(explain)?;
    transaction.pragma_update(None, "user_version", MIGRATIONS.len()).map_err(explain)?;
    transaction.commit().map_err(explain)
}

/// Readers and a writer do not wait for each other. The mode stays with the file, so a read-only one is left as it is.
///
/// SQLite does not wait by itself where others hold the file for this change, which happens while several create it.
fn write_ahead(connection: &Connection, failures: &Failures) -> Result<(), StoreError> {
    let change = || {
        if connection.is_readonly("main")? {
            return Ok(());
        }
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
    };
    let started = Instant::now();
    loop {
        match change() {
            Err(error) if is_busy(&error) && started.elapsed() < failures.timeout => thread::sleep(RETRY_AFTER),
            outcome => return outcome.map_err(|error| failures.explain(error)),
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
