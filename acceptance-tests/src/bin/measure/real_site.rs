//! A hierarchy of a real site with as much as large organizations have: imported, and changed by a runbook.

use std::fs;
use std::path::Path;
use std::process::Command;

use acceptance_tests::binaries::{self, Profile, Progress};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::budget::Budget;
use crate::cost::Cost;
use crate::plan_report::{exported, plan_of};
use crate::report::{Section, mebibytes, milliseconds};
use crate::storage::Storage;

pub(crate) fn measure(bench: &Bench, supctl: &Path, profile: Profile) -> Result<Section> {
    let mut section =
        Section::new("A hierarchy of a real site", &["command", "steps", "wall ms", "own CPU ms", "peak memory MiB"]);
    bench.announce("import of a real site with 276 sites".to_owned());
    let [dump, file, plan] = ["dump.json", "real-site.db", "real-site.plan.json"].map(|name| bench.folder().join(name));
    fs::write(
        &dump,
        printed(&mut Command::new(binaries::example("sms-provider", "large_dump", profile, Progress::Hidden)?))?,
    )?;
    let storage = Storage::File(file.clone());
    let (dump, to) = (dump.to_string_lossy(), file.to_string_lossy());
    let import = bench.console(supctl, &storage, &["import-site", &dump, "--to", &to])?;
    section.row(row("import-site", Value::Null, &import));
    section.budget(Budget::new("import of 276 sites of a real site", import.wall.as_secs_f64(), "s", 1.0));
    section.budget(Budget::new("peak memory of it", mebibytes(import.peak_memory), "MiB", 100.0));

    bench.announce("runbook of a plan that changes 600 software update points".to_owned());
    let change = ("wsus_connection_account", json!(r"CONTOSO\svc-wsus"));
    fs::write(&plan, plan_of(&exported(supctl, &file)?, &change)?.to_string())?;
    let arguments = ["runbook", "--plan", &plan.to_string_lossy(), "--json"];
    let steps = steps(supctl, &file, &arguments)?;
    let runbook = bench.console(supctl, &storage, &arguments)?;
    section.row(row("runbook", json!(steps), &runbook));
    let of_500 = runbook.wall.as_secs_f64() * 500.0 / f64::from(steps);
    section.budget(Budget::new("runbook, for 500 of its steps", of_500, "s", 0.5));
    Ok(section)
}

fn row(command: &str, steps: Value, cost: &Cost) -> [Value; 5] {
    [
        json!(command),
        steps,
        json!(milliseconds(cost.wall)),
        json!(milliseconds(cost.cpu)),
        json!(mebibytes(cost.peak_memory)),
    ]
}

fn steps(supctl: &Path, file: &Path, arguments: &[&str]) -> Result<u32> {
    let runbook: Value =
        serde_json::from_slice(&printed(Command::new(supctl).arg("--path").arg(file).args(arguments))?)?;
    let steps = runbook.get("steps").and_then(Value::as_array).map_or(0, Vec::len);
    ensure!(steps >= 500, "the runbook has {steps} steps, and ends: {:?}", runbook.get("stop"));
    Ok(u32::try_from(steps)?)
}

fn printed(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(output.stdout)
}
