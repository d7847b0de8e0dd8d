//! Rows of the table of owners.

use jiff::Timestamp;
use tokio_postgres::{Error, Row};

use super::error::DatabaseProblem;
use super::statement::{Write, bytes, microseconds, optional_number, text};
use crate::model::{Mark, ObjectId, Owner, RunId};

pub(super) const SELECT: &str =
    "SELECT mark, actor, origin, since_us, pending FROM owner WHERE kind = $1 AND key = $2 ORDER BY mark";

/// Removes the owners of an object.
pub(super) fn remove(id: &ObjectId) -> Write {
    let values = vec![text(id.kind.as_str()), text(id.key())];
    Write { sql: "DELETE FROM owner WHERE kind = $1 AND key = $2", values }
}

/// Adds an owner of an object.
pub(super) fn add(id: &ObjectId, owner: &Owner) -> Write {
    let values = vec![
        text(id.kind.as_str()),
        text(id.key()),
        bytes(&owner.mark.0),
        text(owner.actor.clone()),
        text(owner.origin.clone()),
        microseconds(owner.since.as_microsecond()),
        optional_number(owner.pending.map(|run| run.0)),
    ];
    let sql =
        "INSERT INTO owner (kind, key, mark, actor, origin, since_us, pending) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    Write { sql, values }
}

/// The owner of a row.
pub(super) fn read(id: &ObjectId, row: &Row) -> Result<Owner, DatabaseProblem> {
    let damaged = |error: &dyn std::fmt::Display| DatabaseProblem::Damaged(format!("owner of {id}: {error}"));
    let unreadable = |error: Error| DatabaseProblem::of(&error);
    let mark: Vec<u8> = row.try_get(0).map_err(unreadable)?;
    let since: i64 = row.try_get(3).map_err(unreadable)?;
    let pending: Option<i64> = row.try_get(4).map_err(unreadable)?;
    let mark = mark.try_into().map_err(|_| damaged(&"its mark has not 8 bytes"))?;
    let since = Timestamp::from_microsecond(since).map_err(|error| damaged(&error))?;
    let pending = pending.map(u32::try_from).transpose().map_err(|error| damaged(&error))?;
    let (actor, origin) = (row.try_get(1).map_err(unreadable)?, row.try_get(2).map_err(unreadable)?);
    Ok(Owner { mark: Mark(mark), actor, origin, since, pending: pending.map(RunId) })
}
