use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row, params_from_iter};
use serde_json::Value;

use super::failure::Failures;
use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::key;
use crate::store::StoreError;
use crate::store::history_row::HistoryRow;

pub(super) const INSERT: &str = "INSERT INTO history
        (revision, time_us, actor, origin, database_user, action, kind, key, id, site, site_code, declared, before, after)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

/// The values of [`INSERT`].
pub(super) fn values(entry: &HistoryEntry) -> impl rusqlite::Params {
    let text = |value: &Option<Value>| value.as_ref().map(Value::to_string);
    params_from_iter([
        Sql::from(i64::try_from(entry.revision).unwrap_or(i64::MAX)),
        Sql::from(entry.time.as_microsecond()),
        Sql::from(entry.actor.clone()),
        Sql::from(entry.origin.clone()),
        Sql::from(entry.database_user.clone()),
        Sql::from(entry.action.as_str().to_owned()),
        Sql::from(entry.object.kind.as_str().to_owned()),
        Sql::from(entry.object.key()),
        Sql::from(entry.object.id.clone()),
        Sql::from(entry.site_code.as_deref().map(key)),
        Sql::from(entry.site_code.clone()),
        Sql::from(entry.declared),
        Sql::from(text(&entry.before)),
        Sql::from(text(&entry.after)),
    ])
}

/// The entries that match a filter, oldest first.
pub(super) fn read(
    connection: &Connection,
    failures: &Failures,
    filter: &HistoryFilter,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let (conditions, values) = conditions(filter);
    // Newest first, so that the limit keeps the newest.
    let sql = format!("SELECT {} FROM history WHERE {conditions} ORDER BY number DESC LIMIT ?", HistoryRow::COLUMNS);
    let query = || {
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), record)?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    };
    let records = query().map_err(|error| failures.explain(error))?;
    let entries = records.into_iter().rev().map(|record| {
        let name = record.name();
        record.entry().map_err(|error| failures.damaged(&name, &error))
    });
    entries.collect()
}

fn conditions(filter: &HistoryFilter) -> (String, Vec<Sql>) {
    let number = |number: u64| Sql::from(i64::try_from(number).unwrap_or(i64::MAX));
    let wanted = [
        ("site = ?", filter.site.as_deref().map(key).map(Sql::from)),
        ("key = ?", filter.id.as_deref().map(key).map(Sql::from)),
        ("kind = ?", filter.kind.map(|kind| Sql::from(kind.as_str().to_owned()))),
        ("actor = ?", filter.actor.clone().map(Sql::from)),
        ("time_us >= ?", filter.since.map(|since| Sql::from(since.as_microsecond()))),
        ("revision > ?", filter.after_revision.map(number)),
    ];
    let mut conditions = vec!["1"];
    let mut values = Vec::new();
    for (condition, value) in wanted {
        if let Some(value) = value {
            conditions.push(condition);
            values.push(value);
        }
    }
    let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
    values.push(Sql::from(limit));
    (conditions.join(" AND "), values)
}

fn record(row: &Row<'_>) -> rusqlite::Result<HistoryRow> {
    Ok(HistoryRow {
        revision: row.get(0)?,
        time_us: row.get(1)?,
        actor: row.get(2)?,
        origin: row.get(3)?,
        database_user: row.get(4)?,
        action: row.get(5)?,
        kind: row.get(6)?,
        id: row.get(7)?,
        site_code: row.get(8)?,
        declared: row.get(9)?,
        before: row.get(10)?,
        after: row.get(11)?,
    })
}
