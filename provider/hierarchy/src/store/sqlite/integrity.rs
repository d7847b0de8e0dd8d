//! Whether a file is whole: the pages of SQLite, and the columns by which rows are found.

use rusqlite::{Connection, Row};

use super::failure::Failures;
use crate::model::{Kind, Object, key};
use crate::store::keys::Keys;
use crate::store::{FactKind, StoreError};

/// A damaged file can have flaws without end.
const REPORTED: u32 = 20;

/// What is wrong, a sentence each.
pub(super) fn check(connection: &Connection, failures: &Failures) -> Result<Vec<String>, StoreError> {
    let read = || {
        let mut flaws = pages(connection)?;
        if flaws.is_empty() {
            flaws.extend(objects(connection)?);
            flaws.extend(entries(connection)?);
            flaws.extend(owners(connection)?);
            flaws.extend(facts(connection)?);
        }
        Ok(flaws)
    };
    read().map_err(|error| failures.explain(error))
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare(sql)?.query_map([], read)?.collect()
}

fn pages(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let found: Vec<String> = all(connection, &format!("PRAGMA integrity_check({REPORTED})"), |row| row.get(0))?;
    Ok(found.into_iter().filter(|flaw| flaw != "ok").collect())
}

/// The objects whose columns do not have the names in their attributes.
fn objects(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT kind, key, body, site, first, parent, server, account, other_account, database FROM object";
    let flaws = all(connection, sql, |row| {
        let (kind, id): (String, String) = (row.get(0)?, row.get(1)?);
        let Some(kind) = Kind::ALL.into_iter().find(|known| known.as_str() == kind) else {
            return Ok(Some(format!("an object with the key {id} has the unknown kind {kind}")));
        };
        let body: String = row.get(2)?;
        // What cannot be read is reported with the objects.
        let object = Object::read(kind, &mut serde_json::Deserializer::from_str(&body)).ok();
        let Some(keys) = object.as_ref().map(Keys::of) else { return Ok(None) };
        // An earlier migration folded the case of ASCII letters only.
        let database: Option<String> = row.get(9)?;
        let found = Keys {
            id: id.clone(),
            site: row.get(3)?,
            first: row.get(4)?,
            parent: row.get(5)?,
            server: row.get(6)?,
            account: row.get(7)?,
            other_account: row.get(8)?,
            database: database.as_deref().map(key),
        };
        Ok((found != keys).then(|| format!("{kind} {id} is found by other names than those in its attributes")))
    })?;
    Ok(flaws.into_iter().flatten().collect())
}

/// The entries of the history that are found by other names than theirs.
fn entries(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT number, key, id, site, site_code FROM history";
    let flaws = all(connection, sql, |row| {
        let (number, found, id): (u64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (site, code): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
        let is_right = found == key(&id) && site == code.as_deref().map(key);
        Ok((!is_right).then(|| format!("entry {number} of the history is found by another name than {id}")))
    })?;
    Ok(flaws.into_iter().flatten().collect())
}

/// The owners of objects that do not exist.
fn owners(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT DISTINCT kind, key FROM owner
        WHERE NOT EXISTS (SELECT 1 FROM object WHERE object.kind = owner.kind AND object.key = owner.key)";
    all(connection, sql, |row| {
        let (kind, key): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("{kind} {key} has an owner and does not exist"))
    })
}

/// The facts of unknown kinds.
fn facts(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let kinds: Vec<String> = all(connection, "SELECT DISTINCT kind FROM fact", |row| row.get(0))?;
    let is_unknown = |kind: &String| FactKind::ALL.into_iter().all(|known| known.as_str() != kind);
    Ok(kinds.into_iter().filter(is_unknown).map(|kind| format!("a fact has the unknown kind {kind}")).collect())
}
