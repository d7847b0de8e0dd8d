use jiff::Timestamp;
use rusqlite::{Connection, Params, Row, params};

use super::failure::Failures;
use crate::model::{Mark, ObjectId, Owner, RunId};
use crate::store::StoreError;

const SELECT: &str =
    "SELECT mark, actor, origin, since_us, pending FROM owner WHERE kind = ?1 AND key = ?2 ORDER BY mark";

pub(super) const DELETE: &str = "DELETE FROM owner WHERE kind = ?1 AND key = ?2";

pub(super) const INSERT: &str = "INSERT INTO owner (kind, key, mark, actor, origin, since_us, pending)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// The values of [`INSERT`].
pub(super) fn values<'a>(id: &ObjectId, owner: &'a Owner) -> impl Params + 'a {
    let pending = owner.pending.map(|run| run.0);
    (id.kind.as_str(), id.key(), owner.mark.0, &owner.actor, &owner.origin, owner.since.as_microsecond(), pending)
}

/// The owners of an object, by mark.
pub(super) fn read(connection: &Connection, failures: &Failures, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
    let query = || {
        let mut statement = connection.prepare_cached(SELECT)?;
        let rows = statement.query_map(params![id.kind.as_str(), id.key()], record)?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    };
    let records = query().map_err(|error| failures.explain(error))?;
    let owners = records.into_iter().map(|record| {
        let since = Timestamp::from_microsecond(record.since_us);
        let since = since.map_err(|error| failures.damaged(&format!("owner of {id}"), &error))?;
        let Record { mark, actor, origin, pending, .. } = record;
        Ok(Owner { mark: Mark(mark), actor, origin, since, pending: pending.map(RunId) })
    });
    owners.collect()
}

/// A row of the table.
struct Record {
    mark: [u8; 8],
    actor: String,
    origin: String,
    since_us: i64,
    pending: Option<u32>,
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        mark: row.get(0)?,
        actor: row.get(1)?,
        origin: row.get(2)?,
        since_us: row.get(3)?,
        pending: row.get(4)?,
    })
}
