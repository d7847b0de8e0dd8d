//! Rows of the history.

use serde_json::Value as Json;
use tokio_postgres::{Error, Row};

use super::error::DatabaseProblem;
use super::statement::{Query, Value, Write, flag, microseconds, number, optional_text, text};
use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::key;
use crate::store::history_row::HistoryRow;

const INSERT: &str = "INSERT INTO history
        (revision, time_us, actor, origin, action, kind, key, id, site, site_code, declared, before, after)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

const CARRY_OVER: &str = "INSERT INTO history
        (revision, time_us, actor, origin, action, kind, key, id, site, site_code, declared, before, after, database_user)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

/// Adds an entry. The database notes its own user.
pub(super) fn add(entry: &HistoryEntry) -> Write {
    Write { sql: INSERT, values: values(entry) }
}

/// Adds an entry of another store, with the database user it has.
pub(super) fn carry_over(entry: &HistoryEntry) -> Write {
    let mut values = values(entry);
    values.push(optional_text(entry.database_user.clone()));
    Write { sql: CARRY_OVER, values }
}

/// The values of [`INSERT`].
fn values(entry: &HistoryEntry) -> Vec<Value> {
    let attributes = |value: &Option<Json>| optional_text(value.as_ref().map(Json::to_string));
    vec![
        number(entry.revision),
        microseconds(entry.time.as_microsecond()),
        text(entry.actor.clone()),
        text(entry.origin.clone()),
        text(entry.action.as_str()),
        text(entry.object.kind.as_str()),
        text(entry.object.key()),
        text(entry.object.id.clone()),
        optional_text(entry.site_code.as_deref().map(key)),
        optional_text(entry.site_code.clone()),
        flag(entry.declared),
        attributes(&entry.before),
        attributes(&entry.after),
    ]
}

/// The query for the entries that match a filter, newest first, so that the limit keeps the newest.
pub(super) fn query(filter: &HistoryFilter) -> Query {
    let wanted = [
        ("site =", filter.site.as_deref().map(key).map(text)),
        ("key =", filter.id.as_deref().map(key).map(text)),
        ("kind =", filter.kind.map(|kind| text(kind.as_str()))),
        ("actor =", filter.actor.clone().map(text)),
        ("time_us >=", filter.since.map(|since| microseconds(since.as_microsecond()))),
        ("revision >", filter.after_revision.map(number)),
    ];
    let (mut conditions, mut values) = (vec!["true".to_owned()], Vec::new());
    for (condition, value) in wanted {
        if let Some(value) = value {
            values.push(value);
            conditions.push(format!("{condition} ${}", values.len()));
        }
    }
    // No limit is the largest number.
    values.push(number(filter.limit.and_then(|limit| u64::try_from(limit).ok()).unwrap_or(u64::MAX)));
    let (columns, limit) = (HistoryRow::COLUMNS, values.len());
    let conditions = conditions.join(" AND ");
    Query::new(format!("SELECT {columns} FROM history WHERE {conditions} ORDER BY number DESC LIMIT ${limit}"), values)
}

/// The entry of a row.
pub(super) fn read(row: &Row) -> Result<HistoryEntry, DatabaseProblem> {
    let record = || -> Result<HistoryRow, Error> {
        Ok(HistoryRow {
            revision: u64::try_from(row.try_get::<_, i64>(0)?).unwrap_or_default(),
            time_us: row.try_get(1)?,
            actor: row.try_get(2)?,
            origin: row.try_get(3)?,
            database_user: row.try_get(4)?,
            action: row.try_get(5)?,
            kind: row.try_get(6)?,
            id: row.try_get(7)?,
            site_code: row.try_get(8)?,
            declared: row.try_get(9)?,
            before: row.try_get(10)?,
            after: row.try_get(11)?,
        })
    };
    let record = record().map_err(|error| DatabaseProblem::of(&error))?;
    let name = record.name();
    record.entry().map_err(|error| DatabaseProblem::Damaged(format!("{name}: {error}")))
}
