//! Synchronization of as many sites as the product supports, by the console.

use std::path::Path;

use anyhow::Result;
use serde_json::json;

use crate::bench::Bench;
use crate::budget::Budget;
use crate::report::{Section, mebibytes, milliseconds};

/// What is synchronized, every day.
const DAILY: [&str; 5] = [
    "set",
    "sync_settings/A00",
    r#"products=["Windows", "Office", "SQL Server"]"#,
    r#"classifications=["Security Updates", "Critical Updates", "Updates", "Definition Updates"]"#,
    r#"schedule={"start": "2026-01-01T02:00:00Z", "interval": {"days": 1}}"#,
];

pub(crate) fn measure(bench: &Bench, supctl: &Path, hierarchy: &Path) -> Result<Section> {
    let mut section = Section::new(
        "Synchronization of the largest hierarchy",
        &["command", "wall ms", "own CPU ms", "peak memory MiB"],
    );
    let mut run = |what: &'static str, arguments: &[&str]| -> Result<_> {
        bench.announce(format!("{what} of the largest hierarchy"));
        let cost = bench.console(supctl, hierarchy, arguments)?;
        section.row([
            json!(what),
            json!(milliseconds(cost.wall)),
            json!(milliseconds(cost.cpu)),
            json!(mebibytes(cost.peak_memory)),
        ]);
        Ok(cost)
    };
    run("subscription", &DAILY)?;
    let one = run("a full synchronization", &["sync", "--full", "--wait"])?;
    let status = run("status", &["status"])?;
    let year = run("a year of daily ones", &["clock", "advance", "365d"])?;
    section.budget(Budget::new("own CPU of one full synchronization", one.cpu.as_secs_f64(), "s", 2.0));
    section.budget(Budget::new("peak memory of it", mebibytes(one.peak_memory), "MiB", 200.0));
    section.budget(Budget::new("status after it", milliseconds(status.wall), "ms", 100.0));
    section.budget(Budget::new("a year of daily synchronizations", year.wall.as_secs_f64(), "s", 5.0));
    Ok(section)
}
