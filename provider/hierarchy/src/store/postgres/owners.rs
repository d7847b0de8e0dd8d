//! Rows of the table of owners.

use tokio_postgres::{Error, Row};

use super::error::DatabaseProblem;
use super::statement::{Query, Write, bytes, microseconds, optional_number, text};
use crate::model::{ObjectId, Owner};
use crate::store::owner_row::OwnerRow;

/// The query for the owners of an object, by mark.
pub(super) fn of(id: &ObjectId) -> Query {
    let sql = format!("SELECT {} FROM owner WHERE kind = $1 AND key = $2 ORDER BY mark", OwnerRow::COLUMNS);
    Query::new(sql, [text(id.kind.as_str()), text(id.key())])
}

/// The query for the owners of all objects, by object and by mark.
pub(super) fn all() -> Query {
    Query::new(format!("SELECT {} FROM owner ORDER BY kind, key, mark", OwnerRow::COLUMNS), [])
}

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

/// The object and the owner of a row.
pub(super) fn read(row: &Row) -> Result<(ObjectId, Owner), DatabaseProblem> {
    let fields = || -> Result<OwnerRow, Error> {
        Ok(OwnerRow {
            mark: row.try_get(0)?,
            actor: row.try_get(1)?,
            origin: row.try_get(2)?,
            since_us: row.try_get(3)?,
            pending: row.try_get(4)?,
            kind: row.try_get(5)?,
            key: row.try_get(6)?,
        })
    };
    let fields = fields().map_err(|error| DatabaseProblem::of(&error))?;
    let name = fields.name();
    fields.owner().map_err(|error| DatabaseProblem::Damaged(format!("{name}: {error}")))
}
