//! Rows of the table of objects.

use tokio_postgres::{Error, Row};

use super::error::DatabaseProblem;
use super::statement::{Query, Value, Write, flag, number, optional_text, text};
use crate::model::{Kind, Object, ObjectId, Stored, key};
use crate::store::Lookup;
use crate::store::keys::Keys;

/// The columns that are read; the others only find objects.
const COLUMNS: &str = "key, declared, revision, body";

const PUT: &str = "INSERT INTO object
        (kind, key, site, first, parent, server, account, other_account, database, declared, revision, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (kind, key) DO UPDATE SET
        (site, first, parent, server, account, other_account, database, declared, revision, body) =
        (excluded.site, excluded.first, excluded.parent, excluded.server, excluded.account, excluded.other_account,
         excluded.database, excluded.declared, excluded.revision, excluded.body)";

/// The query for an object.
pub(super) fn one(id: &ObjectId) -> Query {
    let sql = format!("SELECT {COLUMNS} FROM object WHERE kind = $1 AND key = $2");
    Query::new(sql, [text(id.kind.as_str()), text(id.key())])
}

/// The query for the objects of a kind that a lookup finds.
pub(super) fn found(kind: Kind, lookup: Lookup<'_>) -> Query {
    let (condition, value) = condition(lookup);
    let sql = format!("SELECT {COLUMNS} FROM object WHERE kind = $1 AND {condition} ORDER BY key");
    Query::new(sql, [text(kind.as_str()), value])
}

/// The query for the keys of the first of them after a key.
pub(super) fn keys_after(after: &str, number: usize, kind: Kind, lookup: Lookup<'_>) -> Query {
    let (condition, value) = condition(lookup);
    let sql =
        format!("SELECT key FROM object WHERE kind = $1 AND {condition} AND key > $3 ORDER BY key LIMIT {number}");
    Query::new(sql, [text(kind.as_str()), value, text(after)])
}

/// The query for their number.
pub(super) fn count(kind: Kind, lookup: Lookup<'_>) -> Query {
    let (condition, value) = condition(lookup);
    Query::new(format!("SELECT count(*) FROM object WHERE kind = $1 AND {condition}"), [text(kind.as_str()), value])
}

/// The SQL condition of a lookup, with the value of its `$2`.
pub(super) fn condition(lookup: Lookup<'_>) -> (&'static str, Value) {
    let (condition, value) = match lookup {
        Lookup::All => ("$2 IS NULL", None),
        Lookup::Site(code) => ("site = $2", Some(key(code))),
        Lookup::FirstOfSite(code) => ("site = $2 AND first", Some(key(code))),
        Lookup::Parent(id) => ("parent = $2", Some(key(id))),
        Lookup::Top => ("parent IS NULL AND $2 IS NULL", None),
        Lookup::Server(fqdn) => ("server = $2", Some(key(fqdn))),
        Lookup::Account(name) => ("(account = $2 OR other_account = $2)", Some(key(name))),
        Lookup::Database(place) => ("database = $2", Some(place.to_owned())),
    };
    (condition, optional_text(value))
}

/// Adds an object or replaces it.
pub(super) fn put(stored: &Stored<Object>) -> Result<Write, DatabaseProblem> {
    let object = &stored.object;
    let keys = Keys::of(object);
    let body = serde_json::to_string(object);
    let body = body.map_err(|error| DatabaseProblem::Damaged(format!("{}: {error}", object.id())))?;
    let values = vec![
        text(object.kind().as_str()),
        text(keys.id),
        optional_text(keys.site),
        flag(keys.first),
        optional_text(keys.parent),
        optional_text(keys.server),
        optional_text(keys.account),
        optional_text(keys.other_account),
        optional_text(keys.database),
        flag(stored.declared),
        number(stored.revision),
        text(body),
    ];
    Ok(Write { sql: PUT, values })
}

/// The object of a row.
pub(super) fn read(kind: Kind, row: &Row) -> Result<Stored<Object>, DatabaseProblem> {
    let fields = || -> Result<(String, bool, i64, String), Error> {
        Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?))
    };
    let (key, declared, revision, body) = fields().map_err(|error| DatabaseProblem::of(&error))?;
    let damaged = |error: &dyn std::fmt::Display| DatabaseProblem::Damaged(format!("{kind} {key}: {error}"));
    let object = Object::read(kind, &mut serde_json::Deserializer::from_str(&body)).map_err(|error| damaged(&error))?;
    let revision = u64::try_from(revision).map_err(|error| damaged(&error))?;
    Ok(Stored { object, revision, declared })
}
