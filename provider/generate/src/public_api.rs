//! The public API of the SDK, a line for each item, so that a review sees what a change does to it.
//!
//! The source is rustdoc's JSON of the toolchain in use. It is not stable, so few of its fields are read.

mod item;
mod kind;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use acceptance_tests::binaries::repository;
use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::artifact::Artifact;

/// Has the real rustdoc where this program stands in for it.
const RUSTDOC: &str = "GENERATE_RUSTDOC";

/// The crates, by their folders in `provider`.
const CRATES: [(&str, &str); 3] =
    [("tfplugin", "tfplugin"), ("tfplugin-derive", "tfplugin/derive"), ("tfplugin-testing", "tfplugin/testing")];

/// The file of each crate.
pub(crate) fn artifacts() -> Result<Vec<Artifact>> {
    CRATES.iter().map(|(package, folder)| artifact(package, folder)).collect()
}

fn artifact(package: &str, folder: &str) -> Result<Artifact> {
    let documented = document(package).with_context(|| format!("documenting {package}"))?;
    let lines = item::lines(&documented)?;
    let lines: BTreeSet<&str> = lines.iter().map(String::as_str).collect();
    let text = lines.into_iter().flat_map(|line| [line, "\n"]).collect::<String>();
    Ok(Artifact::new(format!("provider/{folder}/public-api.txt"), text))
}

/// Rustdoc's JSON of a crate. This program stands in for rustdoc, because only rustdoc may see the variable that allows JSON:
/// with it, cargo would build every crate again.
fn document(package: &str) -> Result<Value> {
    let program = env::current_exe()?;
    // This program is target/debug/generate.
    let target = program.ancestors().nth(2).context("the folder of this program")?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["rustdoc", "--quiet", "--lib", "--package", package])
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        .current_dir(repository())
        .env("RUSTDOC", &program)
        .env(RUSTDOC, env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into()));
    let output = cargo.output().context("running cargo rustdoc")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    read(&target.join("doc").join(package.replace('-', "_")).with_extension("json"))
}

fn read(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))
}

/// Runs rustdoc if cargo started this program in its place.
pub(crate) fn as_rustdoc() -> Option<ExitCode> {
    let rustdoc = env::var_os(RUSTDOC)?;
    let run = Command::new(rustdoc).args(env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1").status();
    Some(if run.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
