use std::array;
use std::cell::{Cell, RefCell};
use std::sync::MutexGuard;
use std::time::Duration;

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use super::answers::{Answers, Rows};
use super::connections::Slot;
use super::error::DatabaseProblem;
use super::pending::Pending;
use super::statement::{self, Query, Step, Write, text};
use super::{Postgres, STATEMENT, history, objects, owners};
use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Kind, Object, ObjectId, Owner, Stored, key};
use crate::store::{CLEAR, FactKind, Lookup, Owned, Snapshot, StoreError, Transaction, View};

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
    pending: RefCell<Pending>,
    answers: RefCell<Answers>,
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
        let (pending, answers) = (RefCell::default(), RefCell::default());
        Self { store, slot: RefCell::new(slot), state: Cell::new(State::Fresh), pending, answers }
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
        let holder = holder.ok().and_then(|answers| answers.last()?.first()?.try_get(0).ok());
        let holder = holder.unwrap_or_else(|| "another process".to_owned());
        DatabaseProblem::Locked { holder, waited_seconds: patience.as_secs() }
    }

    /// The rows of each query, in one round trip, with all changes that were not sent yet.
    pub(super) fn ask<const N: usize>(&self, queries: [Query; N]) -> Result<[Rows; N], StoreError> {
        let known = queries.each_ref().map(|query| self.answers.borrow().to(query));
        if known.iter().all(Option::is_some) {
            return Ok(known.map(Option::unwrap_or_default));
        }
        let pending = self.pending.borrow_mut().take();
        let answers = self.attempt(|session| {
            let is_fresh = session.state.get() == State::Fresh;
            if is_fresh {
                session.connect()?;
            }
            let begin = is_fresh.then_some(Step::Batch(&session.store.begin_reading));
            let writes = pending.iter().map(|write| Step::Query(write.sql, &write.values));
            let steps = begin.into_iter().chain(writes).chain(queries.iter().map(Query::step));
            session.converse(steps, ANSWER).inspect(|_| session.state.set(State::Open))
        });
        let mut answers = answers.map_err(|problem| self.store.error(problem))?;
        let mut last = answers.split_off(answers.len().saturating_sub(N)).into_iter();
        let rows: [Rows; N] = array::from_fn(|_| Rows::from(last.next().unwrap_or_default()));
        let mut kept = self.answers.borrow_mut();
        queries.into_iter().zip(&rows).for_each(|(query, rows)| kept.keep(query, rows));
        Ok(rows)
    }

    pub(super) fn rows(&self, query: Query) -> Result<Rows, StoreError> {
        let [rows] = self.ask([query])?;
        Ok(rows)
    }

    /// A value of the first row, if there is a row.
    fn first<T: for<'r> FromSql<'r>>(&self, query: Query) -> Result<Option<T>, StoreError> {
        self.rows(query)?.first().map(|row| self.value(row, 0)).transpose()
    }

    /// Does something that may lose the connection, or be rolled back because of others. It is done again as long as the
    /// transaction has not begun.
    fn attempt<T>(&self, work: impl Fn(&Self) -> Result<T, DatabaseProblem>) -> Result<T, DatabaseProblem> {
        let mut outcome = work(self);
        for _ in 1..ATTEMPTS {
            if !outcome.as_ref().is_err_and(DatabaseProblem::may_pass) || self.state.get() != State::Fresh {
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
    ) -> Result<Vec<Vec<Row>>, DatabaseProblem> {
        self.store.connections.converse(&mut self.slot.borrow_mut(), steps, limit)
    }

    /// Keeps a change until it is sent.
    fn write(&self, write: Write) -> Result<(), StoreError> {
        self.keep(|pending| pending.add(write))
    }

    fn keep(&self, add: impl FnOnce(&mut Pending)) -> Result<(), StoreError> {
        self.answers.borrow_mut().forget();
        let mut pending = self.pending.borrow_mut();
        add(&mut pending);
        if pending.len() < MOST_PENDING {
            return Ok(());
        }
        let writes = pending.take();
        let steps = writes.iter().map(|write| Step::Query(write.sql, &write.values));
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

impl Session<'_> {
    fn object(&self, kind: Kind, rows: &[Row]) -> Result<Option<Stored<Object>>, StoreError> {
        let object = rows.first().map(|row| objects::read(kind, row)).transpose();
        object.map_err(|problem| self.store.error(problem))
    }

    fn owners_in<T>(&self, rows: &[Row], part: impl Fn((ObjectId, Owner)) -> T) -> Result<Vec<T>, StoreError> {
        let owners = rows.iter().map(|row| owners::read(row).map(&part)).collect::<Result<_, _>>();
        owners.map_err(|problem| self.store.error(problem))
    }
}

impl View for Session<'_> {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        self.object(id.kind, &self.rows(objects::one(id))?)
    }

    fn get_owned(&self, id: &ObjectId) -> Result<Option<Owned>, StoreError> {
        let [object, owners] = self.ask([objects::one(id), owners::of(id)])?;
        let owners = self.owners_in(&owners, |(_, owner)| owner)?;
        Ok(self.object(id.kind, &object)?.map(|stored| Owned { stored, owners }))
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        let rows = self.rows(objects::found(kind, lookup))?;
        let objects = rows.iter().map(|row| objects::read(kind, row));
        objects.collect::<Result<_, _>>().map_err(|problem| self.store.error(problem))
    }

    fn ids_after(
        &self,
        after: &str,
        number: usize,
        kind: Kind,
        lookup: Lookup<'_>,
    ) -> Result<Vec<ObjectId>, StoreError> {
        let rows = self.rows(objects::keys_after(after, number, kind, lookup))?;
        rows.iter().map(|row| Ok(ObjectId::new(kind, self.value::<String>(row, 0)?))).collect()
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        let count: Option<i64> = self.first(objects::count(kind, lookup))?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
    }

    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        self.owners_in(&self.rows(owners::of(id))?, |(_, owner)| owner)
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        let rows = self.rows(Query::new("SELECT FROM retired_site WHERE key = $1", [text(key(site_code))]))?;
        Ok(!rows.is_empty())
    }

    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT body FROM fact WHERE kind = $1 AND key = $2";
        self.first(Query::new(sql, [text(kind.as_str()), text(key)]))
    }

    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT key, body FROM fact WHERE kind = $1 ORDER BY key";
        let rows = self.rows(Query::new(sql, [text(kind.as_str())]))?;
        rows.iter().map(|row| Ok((self.value(row, 0)?, self.value(row, 1)?))).collect()
    }
}

impl Snapshot for Session<'_> {
    fn revision(&self) -> Result<u64, StoreError> {
        let revision: Option<i64> = self.first(Query::new(REVISION, []))?;
        Ok(revision.and_then(|revision| u64::try_from(revision).ok()).unwrap_or_default())
    }

    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        let rows = self.rows(history::query(filter))?;
        let entries = rows.iter().rev().map(history::read);
        entries.collect::<Result<_, _>>().map_err(|problem| self.store.error(problem))
    }

    fn all_owners(&self) -> Result<Vec<(ObjectId, Owner)>, StoreError> {
        self.owners_in(&self.rows(owners::all())?, |owned| owned)
    }

    fn retired_site_codes(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.rows(Query::new("SELECT key FROM retired_site ORDER BY key", []))?;
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
        self.keep(|pending| pending.add_fact(kind, key, body))
    }

    fn remove_fact(&mut self, kind: FactKind, key: &str) -> Result<(), StoreError> {
        let values = vec![text(kind.as_str()), text(key)];
        self.write(Write { sql: "DELETE FROM fact WHERE kind = $1 AND key = $2", values })
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        CLEAR.into_iter().try_for_each(|sql| self.write(Write { sql, values: Vec::new() }))
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let pending = self.pending.borrow_mut().take();
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
