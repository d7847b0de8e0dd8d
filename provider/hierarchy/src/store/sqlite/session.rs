use std::sync::MutexGuard;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row, params};

use super::failure::Failures;
use super::{history, owners};
use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Kind, Object, ObjectId, Owner, Stored, key};
use crate::store::keys::Keys;
use crate::store::{CLEAR, FactKind, Lookup, Snapshot, StoreError, Transaction, View};

/// A transaction on a connection. Dropping it rolls back what is not committed.
pub(super) struct Session<'a> {
    connection: MutexGuard<'a, Connection>,
    failures: &'a Failures,
}

impl<'a> Session<'a> {
    pub(super) fn begin(
        connection: MutexGuard<'a, Connection>,
        failures: &'a Failures,
        begin: &str,
    ) -> Result<Self, StoreError> {
        let session = Self { connection, failures };
        session.execute(begin, [])?;
        Ok(session)
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        self.connection.prepare_cached(sql).map_err(|error| self.failures.explain(error))
    }

    fn execute(&self, sql: &str, values: impl Params) -> Result<(), StoreError> {
        self.prepare(sql)?.execute(values).map_err(|error| self.failures.explain(error))?;
        Ok(())
    }

    fn row<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.prepare(sql)?.query_row(values, read).optional().map_err(|error| self.failures.explain(error))
    }

    fn object(&self, kind: Kind, record: Record) -> Result<Stored<Object>, StoreError> {
        let object = Object::read(kind, &mut serde_json::Deserializer::from_str(&record.body))
            .map_err(|error| self.failures.damaged(&format!("{kind} {}", record.key), &error))?;
        Ok(Stored { object, revision: record.revision, declared: record.declared })
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            // Nothing more can be done if this fails; SQLite rolls back the rest when the file is next opened.
            let _ = self.execute("ROLLBACK", []);
        }
    }
}

/// A row of the table of objects, without the columns used only to find it.
struct Record {
    key: String,
    declared: bool,
    revision: u64,
    body: String,
}

impl Record {
    const COLUMNS: &str = "key, declared, revision, body";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { key: row.get(0)?, declared: row.get(1)?, revision: row.get(2)?, body: row.get(3)? })
    }
}

/// With an OR, SQLite would not use the indexes.
pub(super) const USES_ACCOUNT: &str = "key IN (
    SELECT key FROM object WHERE kind = ?1 AND account = ?2
    UNION ALL SELECT key FROM object WHERE kind = ?1 AND other_account = ?2
)";

/// The SQL condition of a lookup, with the value of its `?2`.
fn condition(lookup: Lookup<'_>) -> (&'static str, Option<String>) {
    match lookup {
        Lookup::All => ("?2 IS NULL", None),
        Lookup::Site(code) => ("site = ?2", Some(key(code))),
        Lookup::FirstOfSite(code) => ("site = ?2 AND first = 1", Some(key(code))),
        Lookup::Parent(id) => ("parent = ?2", Some(key(id))),
        Lookup::Top => ("parent IS ?2", None),
        Lookup::Server(fqdn) => ("server = ?2", Some(key(fqdn))),
        Lookup::Account(name) => (USES_ACCOUNT, Some(key(name))),
        Lookup::Database(place) => ("database = ?2", Some(place.to_owned())),
    }
}

impl View for Session<'_> {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        let columns = Record::COLUMNS;
        let sql = format!("SELECT {columns} FROM object WHERE kind = ?1 AND key = ?2");
        let record = self.row(&sql, (id.kind.as_str(), id.key()), Record::read)?;
        record.map(|record| self.object(id.kind, record)).transpose()
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        let columns = Record::COLUMNS;
        let (condition, value) = condition(lookup);
        let sql = format!("SELECT {columns} FROM object WHERE kind = ?1 AND {condition} ORDER BY key");
        let mut statement = self.prepare(&sql)?;
        let records = statement
            .query_map((kind.as_str(), value), Record::read)
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|error| self.failures.explain(error))?;
        records.into_iter().map(|record| self.object(kind, record)).collect()
    }

    fn ids_after(
        &self,
        after: &str,
        number: usize,
        kind: Kind,
        lookup: Lookup<'_>,
    ) -> Result<Vec<ObjectId>, StoreError> {
        let (condition, value) = condition(lookup);
        let sql =
            format!("SELECT key FROM object WHERE kind = ?1 AND {condition} AND key > ?3 ORDER BY key LIMIT {number}");
        let mut statement = self.prepare(&sql)?;
        let keys = statement.query_map((kind.as_str(), value, after), |row| row.get::<_, String>(0));
        let ids = keys.and_then(|keys| keys.map(|key| key.map(|key| ObjectId::new(kind, key))).collect());
        ids.map_err(|error| self.failures.explain(error))
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        let (condition, value) = condition(lookup);
        let sql = format!("SELECT count(*) FROM object WHERE kind = ?1 AND {condition}");
        let count = self.row(&sql, (kind.as_str(), value), |row| row.get(0))?;
        Ok(count.unwrap_or_default())
    }

    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        owners::read(&self.connection, self.failures, id)
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM retired_site WHERE key = ?1";
        Ok(self.row(sql, [key(site_code)], |_| Ok(()))?.is_some())
    }

    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT body FROM fact WHERE kind = ?1 AND key = ?2";
        self.row(sql, (kind.as_str(), key), |row| row.get(0))
    }

    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self.prepare("SELECT key, body FROM fact WHERE kind = ?1 ORDER BY key")?;
        let rows = statement.query_map([kind.as_str()], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.and_then(Iterator::collect).map_err(|error| self.failures.explain(error))
    }
}

impl Snapshot for Session<'_> {
    fn revision(&self) -> Result<u64, StoreError> {
        let last = "SELECT revision FROM history ORDER BY number DESC LIMIT 1";
        let former = "SELECT max(CAST(key AS INTEGER)) FROM fact WHERE kind = 'restoration'";
        let sql = format!("SELECT max(ifnull(({last}), 0), ifnull(({former}), 0))");
        Ok(self.row(&sql, [], |row| row.get(0))?.unwrap_or_default())
    }

    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        history::read(&self.connection, self.failures, filter)
    }

    fn all_owners(&self) -> Result<Vec<(ObjectId, Owner)>, StoreError> {
        owners::read_all(&self.connection, self.failures)
    }

    fn retired_site_codes(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.prepare("SELECT key FROM retired_site ORDER BY key")?;
        let rows = statement.query_map([], |row| row.get(0));
        rows.and_then(Iterator::collect).map_err(|error| self.failures.explain(error))
    }
}

impl Transaction for Session<'_> {
    fn put(&mut self, stored: &Stored<Object>) -> Result<(), StoreError> {
        let object = &stored.object;
        let keys = Keys::of(object);
        let body =
            serde_json::to_string(object).map_err(|error| self.failures.damaged(&object.id().to_string(), &error))?;
        self.execute(
            "INSERT OR REPLACE INTO object
                 (kind, key, site, first, parent, server, account, other_account, database, declared, revision, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                object.kind().as_str(),
                keys.id,
                keys.site,
                keys.first,
                keys.parent,
                keys.server,
                keys.account,
                keys.other_account,
                keys.database,
                stored.declared,
                stored.revision,
                body,
            ],
        )
    }

    fn remove(&mut self, id: &ObjectId) -> Result<(), StoreError> {
        let sql = "DELETE FROM object WHERE kind = ?1 AND key = ?2";
        self.execute(sql, (id.kind.as_str(), id.key()))?;
        self.execute(owners::DELETE, (id.kind.as_str(), id.key()))
    }

    fn set_owners(&mut self, id: &ObjectId, owners: &[Owner]) -> Result<(), StoreError> {
        self.execute(owners::DELETE, (id.kind.as_str(), id.key()))?;
        owners.iter().try_for_each(|owner| self.execute(owners::INSERT, owners::values(id, owner)))
    }

    fn record(&mut self, entry: &HistoryEntry) -> Result<(), StoreError> {
        let values = history::values(entry);
        self.execute(history::INSERT, values)
    }

    fn carry_over(&mut self, entry: &HistoryEntry) -> Result<(), StoreError> {
        self.record(entry)
    }

    fn retire_site_code(&mut self, site_code: &str) -> Result<(), StoreError> {
        self.execute("INSERT OR IGNORE INTO retired_site (key) VALUES (?1)", [key(site_code)])
    }

    fn clear_retired_site_codes(&mut self) -> Result<(), StoreError> {
        self.execute("DELETE FROM retired_site", [])
    }

    fn put_fact(&mut self, kind: FactKind, key: &str, body: &str) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO fact (kind, key, body) VALUES (?1, ?2, ?3)";
        self.execute(sql, (kind.as_str(), key, body))
    }

    fn remove_fact(&mut self, kind: FactKind, key: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM fact WHERE kind = ?1 AND key = ?2", (kind.as_str(), key))
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        CLEAR.iter().try_for_each(|sql| self.execute(sql, []))
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.execute("COMMIT", [])
    }
}
