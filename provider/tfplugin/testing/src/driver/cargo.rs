//! Builds binaries with cargo while a test runs.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Variables that cargo sets for the package it runs.
const FOREIGN_PREFIXES: [&str; 3] = ["CARGO_PKG_", "CARGO_MANIFEST_", "OUT_DIR"];

/// Whether cargo shows its progress while it builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Cargo writes to the terminal.
    Shown,
    /// The output of cargo is shown only if the build fails.
    Hidden,
}

/// What cargo built.
#[derive(Clone, Debug)]
pub struct Built(String);

/// Runs `cargo build` in a folder, with the cargo that runs this program. What is current is not built again.
///
/// # Errors
/// When cargo cannot be run or the build fails; the message contains the output of cargo.
pub fn build(folder: &Path, arguments: &[&str], progress: Progress) -> Result<Built> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Build scripts depend on these variables: with those of this package, cargo would build everything again.
    for (name, _) in env::vars_os() {
        if FOREIGN_PREFIXES.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            cargo.env_remove(name);
        }
    }
    cargo
        .arg("build")
        .args(arguments)
        .arg("--message-format=json-render-diagnostics")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stderr(match progress {
            Progress::Shown => Stdio::inherit(),
            Progress::Hidden => Stdio::piped(),
        });
    let output = cargo.output().context("running cargo build")?;
    if !output.status.success() {
        bail!("cargo build failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(Built(String::from_utf8_lossy(&output.stdout).into_owned()))
}

impl Built {
    /// The path of a binary or example: the target folder can be anywhere.
    ///
    /// # Errors
    /// When cargo built none of this name.
    pub fn executable(&self, name: &str) -> Result<PathBuf> {
        let messages = self.0.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        messages
            .filter(|message| message.pointer("/target/name").and_then(Value::as_str) == Some(name))
            .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
            .with_context(|| format!("cargo built no binary called {name}"))
    }
}

/// Builds an example of a package, as the tests that run this program were built. `folder` is anywhere in the workspace, such
/// as `env!("CARGO_MANIFEST_DIR")`.
///
/// # Errors
/// When cargo cannot be run or the build fails; the message contains the output of cargo.
pub fn example(folder: impl AsRef<Path>, package: &str, name: &str) -> Result<PathBuf> {
    let arguments = ["--package", package, "--example", name, "--release"];
    // The last one is for tests that were built with optimizations.
    let kept = if cfg!(debug_assertions) { arguments.len() - 1 } else { arguments.len() };
    build(folder.as_ref(), arguments.get(..kept).unwrap_or(&arguments), Progress::Hidden)?.executable(name)
}
