use rusqlite::{Connection, Params, Row, params};

use super::failure::Failures;
use crate::model::{ObjectId, Owner};
use crate::store::StoreError;
use crate::store::owner_row::OwnerRow;

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
    let of_object = "WHERE kind = ?1 AND key = ?2 ORDER BY mark";
    let owners = select(connection, failures, of_object, params![id.kind.as_str(), id.key()])?;
    Ok(owners.into_iter().map(|(_, owner)| owner).collect())
}

/// The owners of all objects, by object and by mark.
pub(super) fn read_all(connection: &Connection, failures: &Failures) -> Result<Vec<(ObjectId, Owner)>, StoreError> {
    select(connection, failures, "ORDER BY kind, key, mark", [])
}

fn select(
    connection: &Connection,
    failures: &Failures,
    condition: &str,
    values: impl Params,
) -> Result<Vec<(ObjectId, Owner)>, StoreError> {
    let query = || {
        let mut statement =
            connection.prepare_cached(&format!("SELECT {} FROM owner {condition}", OwnerRow::COLUMNS))?;
        let rows = statement.query_map(values, OwnerRow::read)?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    };
    let rows = query().map_err(|error| failures.explain(error))?;
    let owners = rows.into_iter().map(|row| {
        let name = row.name();
        row.owner().map_err(|error| failures.damaged(&name, &error))
    });
    owners.collect()
}

impl OwnerRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            mark: row.get(0)?,
            actor: row.get(1)?,
            origin: row.get(2)?,
            since_us: row.get(3)?,
            pending: row.get(4)?,
            kind: row.get(5)?,
            key: row.get(6)?,
        })
    }
}
