//! The binaries under test. Cargo builds them on first use.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// File name of the provider, without the suffix of the platform.
pub const PROVIDER: &str = "terraform-provider-configmgr";

/// The start of the file name of every provider.
pub const PROVIDER_PREFIX: &str = "terraform-provider-";

/// Variables that cargo sets for the package it runs.
const FOREIGN_PREFIXES: [&str; 3] = ["CARGO_PKG_", "CARGO_MANIFEST_", "OUT_DIR"];

/// How the binaries are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// As `cargo build`: compiles fast, and `cargo test` uses the same files.
    Dev,
    /// As `cargo build --release`: the binaries that users get.
    Release,
}

/// Whether cargo shows its progress while it builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Cargo writes to the terminal.
    Shown,
    /// The output of cargo is shown only if the build fails.
    Hidden,
}

/// Where the built binaries are.
#[derive(Clone, Debug)]
pub struct Binaries {
    /// The provider.
    pub provider: PathBuf,
    /// The operator's console.
    pub supctl: PathBuf,
}

impl Binaries {
    /// Builds the provider and `supctl` with the cargo that runs this program. Current binaries are not built again.
    ///
    /// # Errors
    /// When cargo cannot be run or the build fails; the message contains the output of cargo.
    pub fn build(profile: Profile, progress: Progress) -> Result<Self> {
        let packages = ["--package", "configmgr", "--package", "supctl", "--bins"];
        let messages = cargo_build(repository(), &packages, profile, progress)?;
        Ok(Self { provider: executable(&messages, PROVIDER)?, supctl: executable(&messages, "supctl")? })
    }
}

/// Builds an example of a package with the cargo that runs this program.
///
/// # Errors
/// When cargo cannot be run or the build fails; the message contains the output of cargo.
pub fn example(package: &str, name: &str, profile: Profile, progress: Progress) -> Result<PathBuf> {
    executable(&cargo_build(repository(), &["--package", package, "--example", name], profile, progress)?, name)
}

/// The folder of the fuzz targets, a workspace of its own.
#[must_use]
pub fn fuzz() -> PathBuf {
    repository().join("provider/fuzz")
}

/// Builds fuzz targets with the cargo that runs this program.
///
/// # Errors
/// When cargo cannot be run, a target does not exist, or the build fails; the message contains the output of cargo.
pub fn fuzz_targets(names: &[String]) -> Result<Vec<PathBuf>> {
    let what: Vec<&str> = names.iter().flat_map(|name| ["--bin", name]).chain(["--locked"]).collect();
    let messages = cargo_build(&fuzz(), &what, Profile::Release, Progress::Shown)?;
    names.iter().map(|name| executable(&messages, name)).collect()
}

/// The messages of cargo about what it built in a workspace, as lines of JSON.
fn cargo_build(workspace: &Path, what: &[&str], profile: Profile, progress: Progress) -> Result<String> {
    let mut cargo = Command::new(env!("CARGO"));
    // Build scripts depend on these variables: with those of this package, cargo would build everything again.
    for (name, _) in std::env::vars_os() {
        if FOREIGN_PREFIXES.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            cargo.env_remove(name);
        }
    }
    cargo
        .arg("build")
        .args(what)
        .arg("--message-format=json-render-diagnostics")
        .current_dir(workspace)
        .stdin(Stdio::null())
        .stderr(match progress {
            Progress::Shown => Stdio::inherit(),
            Progress::Hidden => Stdio::piped(),
        });
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    let output = cargo.output().context("running cargo build")?;
    if !output.status.success() {
        bail!("cargo build failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The root of the repository that this crate was compiled in.
#[must_use]
pub fn repository() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The path of a binary, from the messages of cargo: the target folder can be anywhere.
fn executable(messages: &str, name: &str) -> Result<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message.pointer("/target/name").and_then(Value::as_str) == Some(name))
        .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .with_context(|| format!("cargo built no binary called {name}"))
}
