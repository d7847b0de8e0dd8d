//! The shared store: a PostgreSQL database, for all machines that reach it.
//!
//! A hierarchy is a schema. A writer locks its only row of the table `writer`, so that the history is one line; readers have a
//! snapshot and wait for nobody. No transaction leaves anything behind on its connection, and no statement has a name, so that
//! a proxy may give each transaction another connection.

mod access;
mod answers;
mod connect;
mod connections;
mod error;
mod history;
mod migrate;
mod objects;
mod owners;
mod pending;
mod session;
mod statement;
#[cfg(test)]
mod tests;
mod tls;
pub(super) mod url;

use std::fmt;
use std::time::Duration;

use connections::Connections;
pub use error::{DatabaseError, DatabaseProblem};
use session::Session;
use url::DatabaseUrl;

use super::{DatabaseAccess, Snapshot, Standby, Store, StoreError, Transaction, WhenMissing};

/// How long a writer waits for another one, and a process for a server that is restarting.
const PATIENCE: Duration = Duration::from_secs(30);

/// A hierarchy in a PostgreSQL database.
pub(crate) struct Postgres {
    connections: Connections,
    /// The URL, for messages.
    name: String,
    schema: String,
    patience: Duration,
    begin_reading: String,
    /// The query for who holds the lock of the writer.
    holder: String,
}

impl Postgres {
    /// Opens the hierarchy, migrates it to the current format, and creates it if requested.
    pub(crate) fn open(url: DatabaseUrl, when_missing: WhenMissing) -> Result<Self, StoreError> {
        Self::open_with_patience(url, when_missing, PATIENCE)
    }

    fn open_with_patience(url: DatabaseUrl, when_missing: WhenMissing, patience: Duration) -> Result<Self, StoreError> {
        let (name, schema) = (url.to_string(), format!("configmgr_{}", url.hierarchy));
        let error = |problem| StoreError::Database(DatabaseError { database: name.clone(), problem });
        let store = Self {
            connections: Connections::new(url).map_err(error)?,
            begin_reading: format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {}", limits(&schema, READING)),
            holder: holder(&schema),
            patience,
            schema,
            name,
        };
        store.migrate(when_missing).map_err(|problem| store.error(problem))?;
        Ok(store)
    }

    /// The statements that begin a write transaction. The last one waits for other writers.
    fn begin_writing(&self, patience: Duration) -> String {
        // Zero would be no limit.
        let milliseconds = patience.as_millis().clamp(1, i32::MAX as u128);
        format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {milliseconds}; \
             SET LOCAL search_path = \"{}\", pg_temp; SELECT FROM writer FOR UPDATE; {}",
            self.schema,
            limits(&self.schema, WRITING)
        )
    }

    fn error(&self, problem: DatabaseProblem) -> StoreError {
        StoreError::Database(DatabaseError { database: self.name.clone(), problem })
    }
}

/// How long a transaction may do nothing. A process that is stopped does not lock others out.
const READING: Duration = Duration::from_secs(600);
const WRITING: Duration = Duration::from_secs(60);

/// How long a statement may take. Each is a look-up by an index or reads the objects of a kind.
const STATEMENT: Duration = Duration::from_secs(60);

/// The settings of a transaction. They end with it.
fn limits(schema: &str, idle: Duration) -> String {
    format!(
        "SET LOCAL search_path = \"{schema}\", pg_temp; SET LOCAL statement_timeout = {}; \
         SET LOCAL idle_in_transaction_session_timeout = {}",
        STATEMENT.as_millis(),
        idle.as_millis()
    )
}

/// The query for the writer: its transaction has locked the row of the table `writer`.
fn holder(schema: &str) -> String {
    format!(
        "SELECT other.application_name || ' (database user ' || other.usename || ')'
         FROM \"{schema}\".writer AS row
         JOIN pg_catalog.pg_locks AS held ON held.transactionid = row.xmax AND held.granted
         JOIN pg_catalog.pg_stat_activity AS other ON other.pid = held.pid"
    )
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Postgres").field(&self.name).finish()
    }
}

impl Store for Postgres {
    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, StoreError> {
        Ok(Box::new(Session::reading(self)))
    }

    fn lock_timeout(&self) -> Duration {
        self.patience
    }

    fn begin(&self, lock_timeout: Duration) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let session = Session::writing(self, lock_timeout);
        Ok(Box::new(session.map_err(|problem| self.error(problem))?))
    }

    fn access(&self) -> Result<Option<DatabaseAccess>, StoreError> {
        self.ask_access().map(Some)
    }

    fn standby(&self) -> Result<Option<Standby>, StoreError> {
        self.ask_standby()
    }
}
