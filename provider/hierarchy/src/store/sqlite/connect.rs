use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::failure::Failures;
use super::permissions;
use crate::store::StoreError;

/// Marks a SQLite file as a hierarchy ("CMH1").
const APPLICATION_ID: u32 = 0x434d_4831;

/// The migrations: each step is applied once, in order. The number of steps is the number of the format.
const MIGRATIONS: [&str; 6] = [
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
];

/// What to do if the file does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenMissing {
    /// Create it and its folders.
    Create,
    /// Return an error.
    Fail,
}

/// Opens the file for the first time: creates it if requested, checks that it is a hierarchy, and migrates it.
pub(super) fn open(failures: &Failures, when_missing: WhenMissing) -> Result<Connection, StoreError> {
    let path = &failures.path;
    require_file(path)?;
    if is_missing(path)? {
        match when_missing {
            WhenMissing::Create => create(path)?,
            WhenMissing::Fail => return Err(StoreError::Missing { path: path.clone() }),
        }
    }
    let mut connection = connect(failures)?;
    bring_up_to_date(&mut connection, failures)?;
    write_ahead(&connection, failures)?;
    Ok(connection)
}

/// Checks that it is a hierarchy, and migrates it to the current format.
pub(super) fn bring_up_to_date(connection: &mut Connection, failures: &Failures) -> Result<(), StoreError> {
    let found = {
        // In one transaction, because another process may be creating the file at the same time.
        let moment = connection.unchecked_transaction().map_err(|error| failures.explain(error))?;
        format(&moment, failures)?
    };
    if found < MIGRATIONS.len() { migrate(connection, failures) } else { Ok(()) }
}

/// Refuses what means something other than a file of that name to SQLite or to a shell.
pub(super) fn require_file(path: &Path) -> Result<(), StoreError> {
    let path = path.to_owned();
    let mut parts = path.components().map(|part| part.as_os_str().as_encoded_bytes());
    match (parts.next(), parts.next()) {
        (Some(b":memory:"), None) => Err(StoreError::InMemory { path }),
        (Some(b"~"), _) | (Some([b'~', ..]), Some(_)) => Err(StoreError::HomeFolder { path }),
        _ => Ok(()),
    }
}

/// Whether the file does not exist. A path that cannot be read (no permission, a loop of links, a file in place of a
/// folder) is not missing: otherwise everything in it would count as removed.
pub(super) fn is_missing(path: &Path) -> Result<bool, StoreError> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() || found.is_dir() => Ok(false),
        Ok(_) => {
            let reason = "it is a device, a pipe or a socket, not a file".to_owned();
            Err(StoreError::Unreachable { path: path.to_owned(), reason })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(StoreError::Unreachable { path: path.to_owned(), reason: error.to_string() }),
    }
}

fn create(path: &Path) -> Result<(), StoreError> {
    if let Some(folder) = path.parent() {
        let created = permissions::create_folder(folder);
        created.map_err(|source| StoreError::Folder { path: path.to_owned(), source })?;
    }
    let created = permissions::create_file(path);
    created.map_err(|error| StoreError::Unreachable { path: path.to_owned(), reason: error.to_string() })
}

/// The delay before an operation is retried that SQLite does not wait for.
pub(super) const RETRY_AFTER: Duration = Duration::from_millis(5);

/// The page cache of a connection, in KiB. Objects are found by index, in a few pages each.
const CACHE_KIB: i32 = 512;

/// Opens one more connection. A commit is on disk when it returns (`synchronous`).
pub(super) fn connect(failures: &Failures) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(as_file(&failures.path), flags)?;
        connection.busy_timeout(failures.timeout)?;
        // Otherwise SQLite compiles a statement with an ORDER BY again for each value that is bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        Ok(connection)
    };
    open().map_err(|error| failures.explain(error))
}

/// The path in a form that SQLite reads only as a path: it reads `file:x.db` as a URI.
pub(super) fn as_file(path: &Path) -> PathBuf {
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
        (APPLICATION_ID, format, tables) => {
            let known = MIGRATIONS.len();
            let found = usize::try_from(format).unwrap_or(usize::MAX);
            if found > 0 && tables == 0 {
                let reason = "it has the mark of a hierarchy, but no tables".to_owned();
                return Err(StoreError::Damaged { path: failures.path.clone(), reason });
            }
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

/// Migrates the file to the current format in one transaction, unless another process already did.
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

/// Sets the mode in which readers and a writer do not wait for each other. It is stored in the file, so a read-only
/// file is not changed.
///
/// SQLite does not wait when other processes lock the file during this change, for example while several create it.
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
