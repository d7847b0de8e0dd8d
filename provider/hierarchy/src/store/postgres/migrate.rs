//! The format of a hierarchy, and the steps to the current one.

use tokio_postgres::Row;

use super::connections::Slot;
use super::error::DatabaseProblem;
use super::statement::{Step, Value, text};
use super::{Postgres, STATEMENT};
use crate::store::WhenMissing;

/// Marks a schema as a hierarchy.
const MARK: &str = "CMH1";

/// The migrations: each step is applied once, in order. The number of steps is the number of the format.
const MIGRATIONS: [&str; 2] = [include_str!("migrations/0001.sql"), include_str!("migrations/0002.sql")];

/// What is in the schema of a hierarchy.
enum Found {
    /// There is no schema.
    NoSchema,
    /// The schema has nothing in it.
    EmptySchema,
    /// A hierarchy of this format.
    Format(usize),
}

impl Postgres {
    /// Migrates the hierarchy to the current format, and creates it if requested.
    pub(super) fn migrate(&self, when_missing: WhenMissing) -> Result<(), DatabaseProblem> {
        let mut slot = self.connections.reader();
        self.connections.open(&mut slot, self.patience)?;
        match (self.found(&mut slot)?, when_missing) {
            (Found::Format(format), _) if format == MIGRATIONS.len() => Ok(()),
            (Found::NoSchema | Found::EmptySchema, WhenMissing::Fail) => Err(DatabaseProblem::Missing),
            _ => self.migrate_locked(&mut slot).inspect_err(|_| slot.discard()),
        }
    }

    /// Migrates in one transaction, unless another process already did.
    fn migrate_locked(&self, slot: &mut Slot) -> Result<(), DatabaseProblem> {
        let schema = &self.schema;
        let begin = format!(
            "BEGIN; SET LOCAL lock_timeout = {}; SELECT pg_advisory_xact_lock(hashtext('{MARK}'), hashtext('{schema}'))",
            self.patience.as_millis().max(1)
        );
        self.ask(slot, &[Step::Batch(&begin)])?;
        let (done, create) = match self.found(slot)? {
            Found::NoSchema => (0, format!("CREATE SCHEMA \"{schema}\";")),
            Found::EmptySchema => (0, String::new()),
            Found::Format(format) => (format, String::new()),
        };
        let path = format!("{create} SET LOCAL search_path = \"{schema}\", pg_temp");
        let format = MIGRATIONS.len();
        let mark = format!(
            "CREATE TABLE IF NOT EXISTS format (mark text PRIMARY KEY, number integer NOT NULL);
             INSERT INTO format VALUES ('{MARK}', {format}) ON CONFLICT (mark) DO UPDATE SET number = excluded.number"
        );
        let steps = MIGRATIONS.iter().skip(done).map(|step| Step::Batch(step));
        let steps: Vec<_> = [Step::Batch(&path)].into_iter().chain(steps).collect();
        self.ask(slot, &steps)?;
        self.ask(slot, &[Step::Batch(&mark), Step::Batch("COMMIT")]).map(drop)
    }

    fn found(&self, slot: &mut Slot) -> Result<Found, DatabaseProblem> {
        let sql = "SELECT count(c.oid), coalesce(bool_or(c.relname = 'format'), false)
            FROM pg_catalog.pg_namespace AS n LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
            WHERE n.nspname = $1 GROUP BY n.oid";
        let values = [text(self.schema.clone())];
        let rows = self.ask(slot, &[Step::Query(sql, &values)])?;
        let Some(row) = rows.first() else { return Ok(Found::NoSchema) };
        let (tables, is_marked): (i64, bool) = (value(row, 0)?, value(row, 1)?);
        if tables == 0 {
            return Ok(Found::EmptySchema);
        }
        let number = if is_marked { self.number(slot)? } else { None };
        let Some(number) = number else { return Err(DatabaseProblem::NotAHierarchy(self.schema.clone())) };
        let (found, known) = (u32::try_from(number).unwrap_or(u32::MAX), MIGRATIONS.len());
        match usize::try_from(found) {
            Ok(format) if format <= known => Ok(Found::Format(format)),
            _ => Err(DatabaseProblem::Newer { found, known: u32::try_from(known).unwrap_or(u32::MAX) }),
        }
    }

    /// The number of the format; `None` if the table is not that of a hierarchy.
    fn number(&self, slot: &mut Slot) -> Result<Option<i32>, DatabaseProblem> {
        let sql = format!("SELECT number FROM \"{}\".format WHERE mark = $1", self.schema);
        let values: [Value; 1] = [text(MARK)];
        match self.ask(slot, &[Step::Query(&sql, &values)]) {
            // Another program's table of this name has other columns.
            Err(DatabaseProblem::Other(_)) => Ok(None),
            rows => rows?.first().map(|row| value(row, 0)).transpose(),
        }
    }

    /// The rows of the last step.
    fn ask(&self, slot: &mut Slot, steps: &[Step<'_>]) -> Result<Vec<Row>, DatabaseProblem> {
        let answers = self.connections.converse(slot, steps.iter().copied(), self.patience + STATEMENT)?;
        Ok(answers.into_iter().next_back().unwrap_or_default())
    }
}

fn value<T: for<'r> tokio_postgres::types::FromSql<'r>>(row: &Row, column: usize) -> Result<T, DatabaseProblem> {
    row.try_get(column).map_err(|error| DatabaseProblem::of(&error))
}
