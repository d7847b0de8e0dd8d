//! Planning one software update point where little is stored and where as much is as the product supports.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::bench::Bench;
use crate::median;

const HIERARCHY: &str = include_str!("hierarchy.hcl");

/// A new role beside the first one of a primary site, all by name.
const NEW_ROLE: &str = r#"terraform {
  required_providers {
    configmgr = { source = "endpointops/configmgr" }
  }
}

provider "configmgr" {
  path = "hierarchy.db"
}

resource "configmgr_sup_role" "new" {
  site_code       = "B00"
  server_fqdn     = "new.contoso.com"
  upstream_sup_id = "B00/sup-b00.contoso.com"
}
"#;

const TIMES: usize = 21;

/// How many sites of each type are below the central administration site.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    primaries: u8,
    secondaries: u8,
}

/// Ten sites.
const SMALL: Shape = Shape { primaries: 3, secondaries: 2 };
/// As many as the product supports.
pub(crate) const LARGEST: Shape = Shape { primaries: 25, secondaries: 250 };

impl Shape {
    pub(crate) fn sites(self) -> u32 {
        1 + u32::from(self.primaries) * (1 + u32::from(self.secondaries))
    }
}

/// One plan of one role.
pub(crate) struct Row {
    /// How many sites are stored, and as many roles.
    pub(crate) sites: u32,
    /// Processor time of the provider.
    pub(crate) cpu: Duration,
}

pub(crate) fn measure(bench: &Bench<'_>, announce: &dyn Fn(String)) -> Result<[Row; 2]> {
    let row = |shape: Shape| -> Result<Row> {
        announce(format!("plan of one role in {} sites", shape.sites()));
        let place = bench.watched(&format!("stored-{}", shape.sites()), HIERARCHY)?;
        place.usage(&["apply", "-auto-approve", "-var=primaries=1", "-var=secondaries=1"])?;
        multiply(&place.folder.join("hierarchy.db"), shape)?;
        place.restart(NEW_ROLE)?;
        let times = (0..TIMES).map(|_| Ok(place.usage(&["plan"])?.cpu));
        Ok(Row { sites: shape.sites(), cpu: median(times.collect::<Result<_>>()?) })
    };
    Ok([row(SMALL)?, row(LARGEST)?])
}

/// Makes a hierarchy of this shape of one with a single primary and a single secondary site, by writing their rows again
/// under other codes: thousands of changes one by one would take many minutes, and planning reads nothing but the rows.
fn multiply(hierarchy: &Path, shape: Shape) -> Result<()> {
    let mut connection = Connection::open(hierarchy)?;
    let transaction = connection.transaction()?;
    for letter in ('B'..='Z').take(shape.primaries.into()) {
        let primary = ("B00", format!("{letter}00"));
        copy(&transaction, "b00", std::slice::from_ref(&primary))?;
        for number in 1..=shape.secondaries {
            copy(&transaction, "b01", &[("B01", format!("{letter}{number:02X}")), primary.clone()])?;
        }
    }
    for kind in ["site", "sup_role"] {
        let count = "SELECT count(*) FROM object WHERE kind = ?1";
        let count: u32 = transaction.query_row(count, [kind], |row| row.get(0))?;
        ensure!(count == shape.sites(), "{count} objects of kind {kind} are stored instead of {}", shape.sites());
    }
    transaction.commit().context("writing the hierarchy to measure with")
}

/// Writes what is on a site once more, under other names; what is there stays.
fn copy(connection: &Connection, site: &str, names: &[(&str, String)]) -> Result<()> {
    let mut select = connection.prepare_cached("SELECT * FROM object WHERE site = ?1")?;
    let columns = select.column_count();
    let rows = select.query_map([site], |row| (0..columns).map(|column| row.get(column)).collect())?;
    let rows: Vec<Vec<Value>> = rows.collect::<rusqlite::Result<_>>()?;
    let places = vec!["?"; columns].join(", ");
    let mut insert = connection.prepare_cached(&format!("INSERT OR IGNORE INTO object VALUES ({places})"))?;
    for row in rows {
        insert.execute(params_from_iter(row.into_iter().map(|value| renamed(value, names))))?;
    }
    Ok(())
}

/// Codes stand in ids as they are, and in server names and keys in lower case.
fn renamed(value: Value, names: &[(&str, String)]) -> Value {
    let Value::Text(text) = value else { return value };
    Value::Text(
        names
            .iter()
            .fold(text, |text, (from, to)| text.replace(from, to).replace(&from.to_lowercase(), &to.to_lowercase())),
    )
}
