//! `cargo measure`: how fast and how small the provider is on this machine, against what it is meant to be.
//!
//! Times are those of the real Terraform with the release build. The same run of `terraform_data`, which is built into
//! Terraform and needs no provider, is the floor.

mod bench;
mod handshake;
mod report;
mod scale;
mod stored;
mod synchronisation;
mod usage;

use std::process::ExitCode;
use std::time::Duration;

use acceptance_tests::binaries::{Binaries, Profile, Progress};
use acceptance_tests::terraform::Terraform;
use anyhow::{Context, Result};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

/// Measures the provider on this machine and prints the numbers beside their budgets.
#[derive(Debug, Parser)]
#[command(name = "cargo measure", bin_name = "cargo measure", version)]
struct Options {
    /// How many software update points to measure with
    #[arg(long, value_delimiter = ',', default_values_t = [1, 100, 1000])]
    counts: Vec<usize>,
}

fn main() -> ExitCode {
    if let Some(wrapped) = usage::Wrapped::of_environment() {
        return wrapped.run();
    }
    match measure(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThe measurement stopped: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<()> {
    let terraform = Terraform::find()?;
    eprintln!("Building the provider as users get it (a first build takes a few minutes)");
    let binaries = Binaries::build(Profile::Release, Progress::Shown)?;
    let folder = tempfile::Builder::new().prefix("configmgr-").tempdir()?;

    let progress = spinner();
    let announce = |what: String| {
        if progress.is_hidden() {
            eprintln!("{what}");
        }
        progress.set_message(what);
    };
    announce("50 launches to the handshake line".into());
    let launch = handshake::measure(&binaries.provider, folder.path())?;
    let bench = bench::Bench::new(&binaries.provider, &terraform, folder.path())?;
    let stored = stored::measure(&bench, &announce)?;
    let synchronisation = synchronisation::measure(&bench, &binaries.supctl, &announce)?;
    let mut rows = Vec::new();
    for count in &options.counts {
        rows.extend(scale::measure(*count, &bench, &announce)?);
    }
    progress.finish_and_clear();

    let size = binaries.provider.metadata().context("the size of the provider")?.len();
    println!("{}\n", report::budgets(&launch, &stored, &synchronisation, &rows, size));
    println!("{}\n", report::stored(&stored));
    println!("{}\n", report::synchronisation(&synchronisation));
    println!("{}", report::commands(&rows));
    Ok(())
}

/// Shown on a terminal only.
fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// The middle one of several measurements; zero of none.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
