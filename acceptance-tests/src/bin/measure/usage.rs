//! What the provider process alone uses. Terraform launches this program in the provider's place; it launches the
//! provider, waits for it and writes down what the system says that one child used. The console is launched the same way.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result};
use nix::sys::resource::{UsageWho, getrusage};

const PROVIDER_VARIABLE: &str = "CONFIGMGR_MEASURE_PROVIDER";
const RECORDS_VARIABLE: &str = "CONFIGMGR_MEASURE_RECORDS";

/// What the provider processes of one Terraform command used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// Processor time of all processes together.
    pub(crate) cpu: Duration,
    /// Memory of the largest process at its peak, in bytes.
    pub(crate) peak_memory: u64,
}

/// Where the processes of a Terraform command write what they used.
pub(crate) struct Records {
    file: PathBuf,
}

impl Records {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { file: folder.join("usage.records") }
    }

    /// Makes the providers that `command` launches write their records.
    pub(crate) fn watch(&self, command: &mut Command, provider: &Path) {
        command.env(PROVIDER_VARIABLE, provider).env(RECORDS_VARIABLE, &self.file);
    }

    /// What was written since the last call.
    pub(crate) fn take(&self) -> Result<Usage> {
        let text = fs::read_to_string(&self.file).context("no provider process left a record")?;
        fs::remove_file(&self.file)?;
        text.lines().try_fold(Usage::default(), |sum, line| {
            let (microseconds, bytes) = line.split_once(' ').context("a record has two numbers")?;
            Ok(Usage {
                cpu: sum.cpu + Duration::from_micros(microseconds.parse()?),
                peak_memory: sum.peak_memory.max(bytes.parse()?),
            })
        })
    }
}

/// This process in the provider's place.
pub(crate) struct Wrapped {
    provider: PathBuf,
    records: PathBuf,
}

impl Wrapped {
    pub(crate) fn of_environment() -> Option<Self> {
        Some(Self {
            provider: std::env::var_os(PROVIDER_VARIABLE)?.into(),
            records: std::env::var_os(RECORDS_VARIABLE)?.into(),
        })
    }

    pub(crate) fn run(&self) -> ExitCode {
        match self.watch() {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("[ERROR] measuring the provider: {error:#}");
                ExitCode::FAILURE
            }
        }
    }

    fn watch(&self) -> Result<bool> {
        let status = Command::new(&self.provider).args(std::env::args_os().skip(1)).status()?;
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let microseconds = [usage.user_time(), usage.system_time()]
            .map(|time| time.tv_sec() * 1_000_000 + time.tv_usec())
            .iter()
            .sum::<i64>();
        let record = format!("{microseconds} {}\n", usage.max_rss() * MAX_RSS_UNIT);
        // One write of a short line: several providers share the file.
        OpenOptions::new().create(true).append(true).open(&self.records)?.write_all(record.as_bytes())?;
        Ok(status.success())
    }
}

/// Linux counts in KiB, macOS in bytes.
const MAX_RSS_UNIT: i64 = if cfg!(target_os = "macos") { 1 } else { 1024 };
