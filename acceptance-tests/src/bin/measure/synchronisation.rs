//! Synchronisation of as many sites as the product supports, by the console.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::bench::Bench;
use crate::stored::LARGEST;
use crate::usage::Usage;

/// One command of the console.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) elapsed: Duration,
    pub(crate) usage: Usage,
}

/// What is measured, in the order it happens.
pub(crate) struct Synchronisation {
    pub(crate) one: Row,
    pub(crate) status: Row,
    pub(crate) year: Row,
}

/// What is synchronised, and that it is every day.
const DAILY: [&str; 5] = [
    "set",
    "sync_settings/A00",
    r#"products=["Windows", "Office", "SQL Server"]"#,
    r#"classifications=["Security Updates", "Critical Updates", "Updates", "Definition Updates"]"#,
    r#"schedule={"start": "2026-01-01T02:00:00Z", "interval": {"days": 1}}"#,
];

/// Goes on with the largest hierarchy that [`crate::stored`] has left.
pub(crate) fn measure(bench: &Bench<'_>, supctl: &Path, announce: &dyn Fn(String)) -> Result<Synchronisation> {
    let hierarchy = bench.stored(LARGEST.sites());
    let row = |what: &'static str, arguments: &[&str]| -> Result<Row> {
        announce(format!("{what} in {} sites", LARGEST.sites()));
        let (elapsed, usage) = bench.console(supctl, &hierarchy, arguments)?;
        Ok(Row { what, elapsed, usage })
    };
    row("subscribing", &DAILY)?;
    Ok(Synchronisation {
        one: row("one full synchronisation", &["sync", "--full", "--wait"])?,
        status: row("status", &["status"])?,
        year: row("a year of daily ones", &["clock", "advance", "365d"])?,
    })
}
