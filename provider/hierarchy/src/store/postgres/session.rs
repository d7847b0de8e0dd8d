use std::cell::{Cell, RefCell};
use std::sync::MutexGuard;
use std::time::Duration;

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use super::connections::Slot;
use super::error::DatabaseProblem;
use super::statement::{self, Step, Value, Write, text};
use super::{Postgres, STATEMENT, history, objects, owners};
use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Kind, Object, ObjectId, Owner, Stored, key};
use crate::store::{CLEAR, FactKind, Lookup, Snapshot, StoreError, Transaction, View};

/// How often a transaction begins again that the server could not serve, as long as it has done nothing.
const ATTEMPTS: u32 = 3;

/// How many changes are kept until they are sent.
const MOST_PENDING: usize = 256;

/// How long the server may take to answer: longer than its own limit of a statement.
const ANSWER: Duration = STATEMENT.saturating_add(Duration::from_secs(10));

/// The revision of the last change, or of one that a restoration replaced.
const REVISION: &str = "SELECT coalesce(greatest(
    (SELECT revision FROM history ORDER BY number DESC LIMIT 1),
    (SELECT max(key::bigint) FROM fact WHERE kind = 'restoration')), 0)";

/// A commit that waits for a standby must not be cut short by the server, which would confirm it without the standby.
const COMMIT: &str = "SET LOCAL statement_timeout = 0; COMMIT";

/// A transaction on a connection. Dropping it rolls back what is not committed.
pub(super) struct Session<'a> {
    store: &'a Postgres,
    slot: RefCell<MutexGuard<'a, Slot>>,
    state: Cell<State>,
    /// Changes that are sent with the next read, or with the commit.
    pending: RefCell<Vec<Write>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It begins with the first read, in the same round trip.
    Fresh,
    Open,
    /// Committed, or its connection is lost.
    Ended,
}

impl<'a> Session<'a> {
    /// A snapshot, as of its first read.
    pub(super) fn reading(store: &'a Postgres) -> Self {
        Self::on(store, store.connections.reader())
    }

    /// The only write transaction; waits for other writers at most `patience`.
    pub(super) fn writing(store: &'a Postgres, patience: Duration) -> Result<Self, DatabaseProblem> {
        let session = Self::on(store, store.connections.writer());
        session.begin_writing(patience)?;
        Ok(session)
    }

    fn on(store: &'a Postgres, slot: MutexGuard<'a, Slot>) -> Self {
        let (state, pending) = (Cell::new(State::Fresh), RefCell::default());
        Self { store, slot: RefCell::new(slot), state, pending }
    }

    fn begin_writing(&self, patience: Duration) -> Result<(), DatabaseProblem> {
        let begin = self.store.begin_writing(patience);
        self.attempt(|session| {
            session.connect()?;
            match session.converse([Step::Batch(&begin)], patience + ANSWER) {
                Err(DatabaseProblem::Locked { .. }) => Err(session.locked(patience)),
                answer => answer.map(|_| session.state.set(State::Open)),
            }
        })
    }

    /// Another process is writing: who.
    fn locked(&self, patience: Duration) -> DatabaseProblem {
        let holder = self.converse([Step::Batch("ROLLBACK"), Step::Query(&self.store.holder, &[])], ANSWER);
        let holder = holder.ok().and_then(|rows| rows.first()?.try_get(0).ok());
        let holder = holder.unwrap_or_else(|| "another process".to_owned());
        DatabaseProblem::Locked { holder, waited_seconds: patience.as_secs() }
    }

    /// Rows, in one round trip, with all changes that were not sent yet.
    fn rows(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let pending = self.pending.take();
        let rows = self.attempt(|session| {
            let is_fresh = session.state.get() == State::Fresh;
            if is_fresh {
                session.connect()?;
            }
            let begin = is_fresh.then_some(Step::Batch(&session.store.begin_reading));
            let writes = pending.iter().map(|write| Step::Query(write.sql, &write.values));
            let steps = begin.into_iter().chain(writes).chain([Step::Query(sql, values)]);
            session.converse(steps, ANSWER).inspect(|_| session.state.set(State::Open))
        });
        rows.map_err(|problem| self.store.error(problem))
    }

    /// The first of the rows.
    pub(super) fn row(&self, sql: &str, values: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, values)?.into_iter().next())
    }

    /// Does something that may lose the connection. It is done again as long as the transaction has not begun.
    fn attempt<T>(&self, work: impl Fn(&Self) -> Result<T, DatabaseProblem>) -> Result<T, DatabaseProblem> {
        let mut outcome = work(self);
        for _ in 1..ATTEMPTS {
            if !matches!(outcome, Err(DatabaseProblem::Lost(_))) || self.state.get() != State::Fresh {
                break;
            }
            self.slot.borrow_mut().discard();
            outcome = work(self);
        }
        outcome.inspect_err(|_| self.give_up())
    }

    /// Ends the transaction with its connection.
    fn give_up(&self) {
        self.slot.borrow_mut().discard();
        self.state.set(State::Ended);
    }

    fn connect(&self) -> Result<(), DatabaseProblem> {
        self.store.connections.open(&mut self.slot.borrow_mut(), self.store.patience)
    }

    fn converse<'s>(
        &self,
        steps: impl IntoIterator<Item = Step<'s>>,
        limit: Duration,
    ) -> Result<Vec<Row>, DatabaseProblem> {
        self.store.connections.converse(&mut self.slot.borrow_mut(), steps, limit)
    }

    /// Keeps a change until it is sent.
    fn write(&self, write: Write) -> Result<(), StoreError> {
        self.pending.borrow_mut().push(write);
        if self.pending.borrow().len() < MOST_PENDING {
            return Ok(());
        }
        let pending = self.pending.take();
        let steps = pending.iter().map(|write| Step::Query(write.sql, &write.values));
        self.converse(steps, ANSWER)
            .map(drop)
            .inspect_err(|_| self.give_up())
            .map_err(|problem| self.store.error(problem))
    }

    /// A value that a row has in a column.
    pub(super) fn value<T: for<'r> FromSql<'r>>(&self, row: &Row, column: usize) -> Result<T, StoreError> {
        row.try_get(column).map_err(|error| self.store.error(DatabaseProblem::of(&error)))
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if self.state.get() == State::Open
            && let Some(client) = self.slot.get_mut().client()
        {
            // The next transaction on this connection follows it.
            statement::send_only(client, "ROLLBACK");
        }
    }
}

impl View for Session<'_> {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        let columns = objects::COLUMNS;
        let sql = format!("SELECT {columns} FROM object WHERE kind = $1 AND key = $2");
        let row = self.row(&sql, &[text(id.kind.as_str()), text(id.key())])?;
        let object = row.map(|row| objects::read(id.kind, &row)).transpose();
        object.map_err(|problem| self.store.error(problem))
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        let columns = objects::COLUMNS;
        let (condition, value) = objects::condition(lookup);
        let sql = format!("SELECT {columns} FROM object WHERE kind = $1 AND {condition} ORDER BY key");
        let rows = self.rows(&sql, &[text(kind.as_str()), value])?;
        let objects = rows.iter().map(|row| objects::read(kind, row));
        objects.collect::<Result<_, _>>().map_err(|problem| self.store.error(problem))
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        let (condition, value) = objects::condition(lookup);
        let sql = format!("SELECT count(*) FROM object WHERE kind = $1 AND {condition}");
        let row = self.row(&sql, &[text(kind.as_str()), value])?;
        let count: Option<i64> = row.map(|row| self.value(&row, 0)).transpose()?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
    }

    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        let (sql, values) = owners::of(id);
        let owners = self.rows(&sql, &values)?.iter().map(|row| Ok(owners::read(row)?.1)).collect::<Result<_, _>>();
        owners.map_err(|problem| self.store.error(problem))
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        Ok(self.row("SELECT FROM retired_site WHERE key = $1", &[text(key(site_code))])?.is_some())
    }

    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT body FROM fact WHERE kind = $1 AND key = $2";
        let row = self.row(sql, &[text(kind.as_str()), text(key)])?;
        row.map(|row| self.value(&row, 0)).transpose()
    }

    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        let rows = self.rows("SELECT key, body FROM fact WHERE kind = $1 ORDER BY key", &[text(kind.as_str())])?;
        rows.iter().map(|row| Ok((self.value(row, 0)?, self.value(row, 1)?))).collect()
    }
}

impl Snapshot for Session<'_> {
    fn revision(&self) -> Result<u64, StoreError> {
        let row = self.row(REVISION, &[])?;
        let revision: Option<i64> = row.map(|row| self.value(&row, 0)).transpose()?;
        Ok(revision.and_then(|revision| u64::try_from(revision).ok()).unwrap_or_default())
    }

    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        let (sql, values) = history::query(filter);
        let rows = self.rows(&sql, &values)?;
        let entries = rows.iter().rev().map(history::read);
        entries.collect::<Result<_, _>>().map_err(|problem| self.store.error(problem))
    }

    fn all_owners(&self) -> Result<Vec<(ObjectId, Owner)>, StoreError> {
        let owners = self.rows(&owners::all(), &[])?.iter().map(owners::read).collect::<Result<_, _>>();
        owners.map_err(|problem| self.store.error(problem))
    }

    fn retired_site_codes(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.rows("SELECT key FROM retired_site ORDER BY key", &[])?;
        rows.iter().map(|row| self.value(row, 0)).collect()
    }
}

impl Transaction for Session<'_> {
    fn put(&mut self, stored: &Stored<Object>) -> Result<(), StoreError> {
        self.write(objects::put(stored).map_err(|problem| self.store.error(problem))?)
    }

    fn remove(&mut self, id: &ObjectId) -> Result<(), StoreError> {
        let values = vec![text(id.kind.as_str()), text(id.key())];
        self.write(Write { sql: "DELETE FROM object WHERE kind = $1 AND key = $2", values })?;
        self.write(owners::remove(id))
    }

    fn set_owners(&mut self, id: &ObjectId, owners: &[Owner]) -> Result<(), StoreError> {
        self.write(owners::remove(id))?;
        owners.iter().try_for_each(|owner| self.write(owners::add(id, owner)))
    }

    fn record(&mut self, entry: &HistoryEntry) -> Result<(), StoreError> {
        self.write(history::add(entry))
    }

    fn carry_over(&mut self, entry: &HistoryEntry) -> Result<(), StoreError> {
        self.write(history::carry_over(entry))
    }

    fn retire_site_code(&mut self, site_code: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO retired_site (key) VALUES ($1) ON CONFLICT DO NOTHING";
        self.write(Write { sql, values: vec![text(key(site_code))] })
    }

    fn clear_retired_site_codes(&mut self) -> Result<(), StoreError> {
        self.write(Write { sql: "DELETE FROM retired_site", values: Vec::new() })
    }

    fn put_fact(&mut self, kind: FactKind, key: &str, body: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO fact (kind, key, body) VALUES ($1, $2, $3)
            ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body";
        self.write(Write { sql, values: vec![text(kind.as_str()), text(key), text(body)] })
    }

    fn remove_fact(&mut self, kind: FactKind, key: &str) -> Result<(), StoreError> {
        let values = vec![text(kind.as_str()), text(key)];
        self.write(Write { sql: "DELETE FROM fact WHERE kind = $1 AND key = $2", values })
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        CLEAR.into_iter().try_for_each(|sql| self.write(Write { sql, values: Vec::new() }))
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let pending = self.pending.take();
        let writes = pending.iter().map(|write| Step::Query(write.sql, &write.values));
        let answer = self.converse(writes.chain([Step::Batch(COMMIT)]), ANSWER);
        self.state.set(State::Ended);
        let problem = match answer {
            Ok(_) => return Ok(()),
            // The server may have stored the change before it could say so.
            Err(DatabaseProblem::Lost(reason)) => DatabaseProblem::Unconfirmed(reason),
            Err(problem) => problem,
        };
        self.slot.borrow_mut().discard();
        Err(self.store.error(problem))
    }
}
