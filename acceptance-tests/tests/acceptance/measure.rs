//! `cargo measure` on few objects: every measurement gives numbers.

use std::path::PathBuf;
use std::process::Command;

use acceptance_tests::binaries::{Profile, Progress, example};
use acceptance_tests::run::Run;
use acceptance_tests::terraform::isolate;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tfplugin_testing::driver::locate::on_path;

use crate::support::assert_refusal;

fn measure(peer: &str) -> Result<Run> {
    let binary: PathBuf = example("tfplugin", peer, Profile::Dev, Progress::Hidden)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_measure"));
    isolate(&mut command);
    Run::of(command.args(["--quick", "--json", "--profile=dev"]).arg(format!(
        "--peer={}={}",
        peer.replace('_', "-"),
        binary.display()
    )))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn every_measurement_gives_numbers() -> Result<()> {
    let report = measure("corner")?.success()?.json()?;
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().context("a list");
    let sections = list(&report, "sections")?;
    ensure!(sections.len() == 11, "{report:#}");
    for section in sections {
        let counts_instructions = section["section"].as_str().is_some_and(|title| title.starts_with("Instructions"));
        let rows = list(&section, "rows")?;
        ensure!(!rows.is_empty() || (counts_instructions && !has_valgrind()), "{section:#}");
        for row in rows {
            let numbers = row.as_object().into_iter().flatten().filter(|(_, value)| value.is_number());
            ensure!(numbers.count() > 1, "{section:#}");
        }
    }
    for budget in list(&report, "budgets")? {
        let counts_instructions = budget["budget"].as_str().is_some_and(|what| what.starts_with("instructions"));
        let expected = if counts_instructions && !has_valgrind() { "not measured" } else { "not judged" };
        ensure!(budget["verdict"] == expected, "{budget:#}");
        ensure!(budget["measured"].is_number() == (expected == "not judged"), "{budget:#}");
    }
    Ok(())
}

fn has_valgrind() -> bool {
    on_path("valgrind").is_some()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_peer_without_a_resource_to_make_many_of() -> Result<()> {
    let mut run = measure("by_hand")?.expect_code(1)?;
    // Cargo's own words stand before ours.
    run.stderr = run.stderr.lines().filter(|line| line.contains("The measurement stopped")).collect();
    assert_refusal("a_peer_without_a_resource_to_make_many_of", &run);
    Ok(())
}
