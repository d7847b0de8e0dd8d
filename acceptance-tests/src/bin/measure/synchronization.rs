//! Synchronization of as many sites as the product supports, by the console.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::json;
use tfplugin_testing::driver::locate::on_path;

use crate::bench::Bench;
use crate::budget::Budget;
use crate::large_hierarchy::Hierarchy;
use crate::report::{Section, mebibytes, millions, milliseconds};
use crate::storage::Storage;
use crate::stores::Databases;

/// What is synchronized, every day.
const DAILY: [&str; 5] = [
    "set",
    "sync_settings/A00",
    r#"products=["Windows", "Office", "SQL Server"]"#,
    r#"classifications=["Security Updates", "Critical Updates", "Updates", "Definition Updates"]"#,
    r#"schedule={"start": "2026-01-01T02:00:00Z", "interval": {"days": 1}}"#,
];

const SYNCHRONIZATION: [&str; 3] = ["sync", "--full", "--wait"];

const YEAR: [&str; 3] = ["clock", "advance", "365d"];

/// What a year of daily synchronizations of 6,276 sites executed when each site looked up its next event for itself and
/// each day counted all updates again, in millions. It is to be at most four fifths of that.
const YEAR_BEFORE: f64 = 12_760.2;

pub(crate) fn measure(bench: &Bench, supctl: &Path, hierarchy: &Hierarchy) -> Result<Section> {
    let mut section = Section::new(
        "Synchronization of the largest hierarchy",
        &["command", "wall ms", "own CPU ms", "peak memory MiB"],
    );
    let mut run = |what: &'static str, storage: &Storage, arguments: &[&str]| -> Result<_> {
        bench.announce(format!("{what} of the largest hierarchy"));
        let cost = bench.console(supctl, storage, arguments)?;
        section.row([
            json!(what),
            json!(milliseconds(cost.wall)),
            json!(milliseconds(cost.cpu)),
            json!(mebibytes(cost.peak_memory)),
        ]);
        Ok(cost)
    };
    let in_file = hierarchy.storage();
    run("subscription", &in_file, &DAILY)?;
    let databases = Databases::start()?;
    let in_database = databases.new_hierarchy();
    run("copy to a database", &in_database, &["copy", "--from", &hierarchy.file.to_string_lossy()])?;
    let one = run("a full synchronization", &in_file, &SYNCHRONIZATION)?;
    let one_in_database = run("a full synchronization in a database", &in_database, &SYNCHRONIZATION)?;
    let status = run("status", &in_file, &["status"])?;
    let before_year = hierarchy.file.with_extension("before-the-year.db");
    fs::copy(&hierarchy.file, &before_year)?;
    let year = run("a year of daily ones", &in_file, &YEAR)?;
    let status_after_year = run("status after the year", &in_file, &["status"])?;
    section.budget(Budget::new("own CPU of one full synchronization", one.cpu.as_secs_f64(), "s", 2.0));
    section.budget(Budget::new("peak memory of it", mebibytes(one.peak_memory), "MiB", 200.0));
    section.budget(Budget::new("one in a database", one_in_database.wall.as_secs_f64(), "s", 3.0));
    section.budget(Budget::new("status after it", milliseconds(status.wall), "ms", 100.0));
    section.budget(Budget::new("a year of daily synchronizations", year.wall.as_secs_f64(), "s", 5.0));
    section.budget(Budget::new("own CPU of status after it", milliseconds(status_after_year.cpu), "ms", 100.0));
    section.budget(instructions_of_year(bench, supctl, &Storage::File(before_year))?);
    Ok(section)
}

fn instructions_of_year(bench: &Bench, supctl: &Path, storage: &Storage) -> Result<Budget> {
    let what = format!("instructions of a year of daily synchronizations ({YEAR_BEFORE} M before)");
    let allowed = YEAR_BEFORE * 4.0 / 5.0;
    let Some(valgrind) = on_path("valgrind") else {
        return Ok(Budget::not_measured(what, "M", allowed, "valgrind is not on the PATH"));
    };
    bench.announce("instructions of a year of daily synchronizations, by callgrind");
    let instructions = bench.console_instructions(supctl, storage, &YEAR, &valgrind)?;
    Ok(Budget::new(what, millions(instructions), "M", allowed))
}
