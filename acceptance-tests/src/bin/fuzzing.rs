//! `cargo fuzzing`: runs the fuzz targets with libFuzzer, and keeps what they find.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use acceptance_tests::binaries::{self, fuzz_targets};
use anyhow::{Context, Result, bail, ensure};
use clap::Parser;

/// Runs the fuzz targets, one after the other, and keeps every input that ends one.
///
/// Inputs that reach new code are kept as well, and the next run starts from them and from provider/fuzz/seeds.
#[derive(Debug, Parser)]
#[command(name = "cargo fuzzing", bin_name = "cargo fuzzing", version)]
struct Options {
    /// A target: a file in provider/fuzz/targets; default: all of them.
    #[arg(long = "target", value_name = "NAME")]
    targets: Vec<String>,

    /// How long each target runs.
    #[arg(long, default_value_t = 60.0)]
    minutes: f64,

    /// The seed of libFuzzer; default: a new one.
    #[arg(long)]
    seed: Option<u32>,

    /// Run one target once, with an input that it found.
    #[arg(long, value_name = "FILE", requires = "targets")]
    repeat: Option<PathBuf>,

    /// Where inputs, finds and logs are kept; default: target/fuzz.
    #[arg(long)]
    folder: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let names = if options.targets.is_empty() { all_targets()? } else { options.targets.clone() };
    let binaries = fuzz_targets(&names)?;
    if let (Some(input), Some(binary)) = (&options.repeat, binaries.first()) {
        let status =
            Command::new(binary).arg(input).status().with_context(|| format!("running {}", binary.display()))?;
        ensure!(status.success(), "{} ends with {}", input.display(), status);
        return Ok(());
    }
    let folder = options.folder.clone().unwrap_or_else(|| binaries::repository().join("target/fuzz"));
    let seed = options.seed.unwrap_or_else(new_seed);
    let time = Duration::from_secs_f64(options.minutes * 60.0);
    println!("Seed {seed}. Folder: {}", folder.display());
    let mut finds = 0;
    for (name, binary) in names.iter().zip(&binaries) {
        let campaign = Campaign { name, folder: &folder, seed, time };
        finds += campaign.run(binary)?;
    }
    if finds > 0 {
        bail!("{finds} finds");
    }
    Ok(())
}

/// The names of the files in the folder of the targets.
fn all_targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(binaries::fuzz().join("targets"))? {
        names.extend(entry?.path().file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// The run of one target.
struct Campaign<'a> {
    name: &'a str,
    folder: &'a Path,
    seed: u32,
    time: Duration,
}

impl Campaign<'_> {
    /// Runs it, and returns the number of finds.
    fn run(&self, binary: &Path) -> Result<usize> {
        let Self { name, folder, seed, time } = self;
        let (corpus, finds) = (folder.join("corpus").join(name), folder.join("finds").join(name));
        let seeds = binaries::fuzz().join("seeds").join(name);
        for needed in [&corpus, &finds, &seeds] {
            fs::create_dir_all(needed)?;
        }
        let log = folder.join(format!("{name}.log"));
        let (known, started) = (files(&finds)?, Instant::now());
        let status = Command::new(binary)
            .args([&corpus, &seeds])
            .args([format!("-seed={seed}"), format!("-max_total_time={}", time.as_secs().max(1))])
            .arg(format!("-artifact_prefix={}/", finds.display()))
            .args(["-print_final_stats=1", "-timeout=10", "-rss_limit_mb=2048", "-max_len=8192"])
            .stderr(File::create(&log)?)
            .status()
            .with_context(|| format!("running {}", binary.display()))?;
        let executions = number_of_executions(&String::from_utf8_lossy(&fs::read(&log)?));
        println!("{name}: {executions} executions in {} s", started.elapsed().as_secs());
        let new: Vec<PathBuf> = files(&finds)?.into_iter().filter(|file| !known.contains(file)).collect();
        for find in &new {
            println!("  found: cargo fuzzing --target {name} --repeat {}", find.display());
        }
        ensure!(status.success() || !new.is_empty(), "{name} ended with {status}: see {}", log.display());
        Ok(new.len())
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

/// The number of executions in the output of libFuzzer; 0 if it ended before it printed that.
fn number_of_executions(log: &str) -> u64 {
    let line = log.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    line.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
}

fn new_seed() -> u32 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().subsec_nanos()
}
