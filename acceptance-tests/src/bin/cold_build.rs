//! `cargo cold-build`: what a first build of a small provider costs its author, beside an older revision of the SDK.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use acceptance_tests::binaries::repository;
use anyhow::{Context, Result, ensure};
use clap::Parser;
use tempfile::TempDir;

/// Measure the processor time of a cold build of the minimal provider.
///
/// The provider is a package outside of this repository that depends on tfplugin by its path. It is built with an empty
/// target folder, without a network, with this revision and another one by turns. Crates that are not downloaded yet make the
/// build fail: run cargo fetch first.
#[derive(Debug, Parser)]
#[command(name = "cargo cold-build", bin_name = "cargo cold-build")]
struct Arguments {
    /// The revision to compare with.
    #[arg(long, value_name = "REVISION")]
    beside: String,
    /// How many times each revision is built.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The share of the other revision's processor time that is allowed; more is exit code 1.
    #[arg(long, default_value_t = 2.0 / 3.0)]
    limit: f64,
}

fn main() -> ExitCode {
    match compare(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether this revision keeps to the limit.
fn compare(arguments: &Arguments) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let other = Stranger::new(&folder, "other", &checkout(&folder, &arguments.beside)?)?;
    let this = Stranger::new(&folder, "this", repository())?;
    let (mut others, mut own) = (Vec::new(), Vec::new());
    for round in 1..=arguments.rounds {
        others.push(other.build()?);
        own.push(this.build()?);
        let latest = |seconds: &[f64]| seconds.last().copied().unwrap_or_default();
        println!("round {round}: {:.1} s, {} {:.1} s", latest(&own), arguments.beside, latest(&others));
    }
    let (own, others) = (median(own), median(others));
    let share = own / others;
    println!(
        "median processor time: {own:.1} s, {} {others:.1} s: {share:.2} (limit {:.2})",
        arguments.beside, arguments.limit
    );
    Ok(share <= arguments.limit)
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or_default()
}

/// The files of a revision, in a folder of their own.
fn checkout(folder: &TempDir, revision: &str) -> Result<PathBuf> {
    let target = folder.path().join("revision");
    fs::create_dir(&target)?;
    let archive = folder.path().join("revision.tar");
    run(Command::new("git").current_dir(repository()).args(["archive", revision, "--output"]).arg(&archive))?;
    run(Command::new("tar").arg("--extract").arg("--file").arg(&archive).arg("--directory").arg(&target))?;
    Ok(target)
}

/// A provider outside of the repository.
struct Stranger {
    folder: PathBuf,
}

impl Stranger {
    fn new(root: &TempDir, name: &str, revision: &Path) -> Result<Self> {
        let folder = root.path().join(name);
        fs::create_dir_all(folder.join("src"))?;
        let provider = provider(revision)?;
        // Until the SDK had a derive of its own, a provider depended on these as well.
        let others = ["serde", "schemars"].into_iter().filter(|name| provider.contains(&format!("use {name}::")));
        let others: String =
            others.map(|name| format!("{name} = {{ version = \"1\", features = [\"derive\"] }}\n")).collect();
        let sdk = serde_json::Value::from(revision.join("provider/tfplugin").to_string_lossy());
        let manifest = format!(
            "[package]\nname = \"stranger\"\nedition = \"2024\"\n\n[dependencies]\ntfplugin = {{ path = {sdk} }}\n{others}\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), provider)?;
        // The same versions for both.
        fs::copy(revision.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Self { folder })
    }

    /// Seconds of the processor that a build with an empty target folder takes.
    fn build(&self) -> Result<f64> {
        let target = self.folder.join("target");
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        let before = processor_time()?;
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--offline"]).current_dir(&self.folder).env("CARGO_TARGET_DIR", &target);
        run(&mut cargo)?;
        Ok(processor_time()? - before)
    }
}

/// The minimal provider of a revision: the example of that name or, where that one answers messages by hand, the one on the
/// first page of the documentation.
fn provider(revision: &Path) -> Result<String> {
    let sdk = revision.join("provider/tfplugin");
    let example = fs::read_to_string(sdk.join("examples/minimal.rs")).unwrap_or_default();
    if example.contains("use tfplugin::") && !example.contains("tonic") {
        return Ok(example);
    }
    let page = fs::read_to_string(sdk.join("src/lib.rs"))?;
    let lines =
        page.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line));
    let block = lines.skip_while(|line| !line.starts_with("```")).skip(1).take_while(|line| !line.starts_with("```"));
    Ok(block.flat_map(|line| [line, "\n"]).collect())
}

/// User and system seconds of the processes that this one has waited for, and of theirs.
#[cfg(unix)]
fn processor_time() -> Result<f64> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds = (usage.user_time() + usage.system_time()).num_microseconds();
    Ok(microseconds as f64 / 1e6)
}

#[cfg(not(unix))]
fn processor_time() -> Result<f64> {
    anyhow::bail!("the processor time of other processes can be read on Unix only")
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("running {command:?}"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}
