//! `cargo crash`: kills the provider, Terraform, `supctl` and the database server at random moments of random work, and checks
//! what they leave.
//!
//! What was acknowledged is there, nothing is half there, the next plan converges, and neither a lock nor a stray file stays.

mod arena;
mod evidence;
mod ledger;
mod round;
mod store;
mod victim;
mod work;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use acceptance_tests::binaries::{Binaries, Profile, Progress};
use acceptance_tests::terraform;
use anyhow::{Context, Result, ensure};
use clap::Parser;

use arena::Arena;
use ledger::Ledger;
use store::StoreKind;

/// Kills the provider, Terraform, supctl and the database server at random moments of random work, and checks what they leave.
///
/// A campaign that was interrupted continues with the next round when the command runs again with the same folder. The same
/// seed gives the same work, and kills at the same part of the time that such work takes on this machine.
#[derive(Debug, Parser)]
#[command(name = "cargo crash", bin_name = "cargo crash", version)]
struct Options {
    /// How many rounds the campaign has.
    #[arg(long, default_value_t = 1_000)]
    rounds: u64,

    /// The seed of the work and of the moments; default: that of the campaign to continue, else a new one.
    #[arg(long)]
    seed: Option<u64>,

    /// The folder of the campaign; default: one for each kind of store, in target/crash.
    #[arg(long)]
    folder: Option<PathBuf>,

    /// Where the hierarchy is.
    #[arg(long, value_enum, default_value = "sqlite")]
    store: StoreKind,

    /// How the provider and supctl are compiled.
    #[arg(long, value_enum, default_value = "dev")]
    profile: Profile,
}

fn main() -> ExitCode {
    match campaign(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn campaign(options: &Options) -> Result<()> {
    ensure!(cfg!(target_os = "linux"), "the campaign finds the processes to kill as Linux shows them");
    let terraform = terraform::find()?;
    let binaries = Binaries::build(options.profile, Progress::Shown)?;
    let folder =
        options.folder.clone().unwrap_or_else(|| beside_profile(&binaries.provider).join(options.store.name()));
    let folder = std::path::absolute(folder)?;
    let mut ledger = Ledger::open(&folder, options.seed.unwrap_or_else(new_seed), options.seed.is_some())?;
    println!(
        "Seed {}. {} of {} rounds are done. Folder: {}\nInterrupt it at any time: the same command continues it.",
        ledger.seed,
        ledger.rounds,
        options.rounds,
        folder.display()
    );
    let arena = Arena::prepare(&folder, terraform, &binaries, options.store.open(&folder)?)?;
    while ledger.rounds < options.rounds {
        let number = ledger.rounds + 1;
        let report =
            round::run(&arena, ledger.seed, number).inspect_err(|_| arena.keep_hierarchy()).with_context(|| {
                format!("round {number} of seed {} failed; everything is in {}", ledger.seed, folder.display())
            })?;
        println!("round {number}: {report}");
        ledger.record(&report)?;
    }
    println!("\n{}", ledger.summary());
    Ok(())
}

fn new_seed() -> u64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::from(since_epoch.subsec_nanos())
}

/// `crash` in the target folder, two levels above the binary of a profile.
fn beside_profile(binary: &Path) -> PathBuf {
    binary.ancestors().nth(2).unwrap_or(Path::new("target")).join("crash")
}
