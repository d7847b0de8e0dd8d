//! This program in the place of the provider, or of the console. Terraform launches it; it launches the real one, waits
//! for it and writes down what the system says that one child used. For instruction counts it launches callgrind, which runs
//! the real one and writes a file of its own.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use nix::sys::resource::{UsageWho, getrusage};

const PROGRAM: &str = "CONFIGMGR_MEASURE_PROGRAM";
const RECORDS: &str = "CONFIGMGR_MEASURE_RECORDS";
const VALGRIND: &str = "CONFIGMGR_MEASURE_VALGRIND";

/// The line of a process that has begun: one that is killed leaves no other.
pub(crate) const LAUNCH: &str = "launch";

/// Has each wrapper that `command` launches run `program` and add two lines to `records`: [`LAUNCH`], and at the end the
/// microseconds of processor time and the bytes of memory at the peak.
pub(crate) fn watch(command: &mut Command, program: &Path, records: &Path) {
    command.env(PROGRAM, program).env(RECORDS, records);
}

/// Has each wrapper that `command` launches run `program` in callgrind, and add its process id to `records`. Callgrind
/// writes to the file of [`callgrind_file`].
pub(crate) fn count(command: &mut Command, program: &Path, records: &Path, valgrind: &Path) {
    watch(command, program, records);
    command.env(VALGRIND, valgrind);
}

/// Where callgrind writes what the process of this id executed; `%p` is the id where valgrind reads it.
pub(crate) fn callgrind_file(records: &Path, process_id: &str) -> PathBuf {
    records.with_extension(format!("callgrind.{process_id}"))
}

/// What the environment says this program is to run.
pub(crate) struct Wrapper {
    program: PathBuf,
    records: PathBuf,
    valgrind: Option<PathBuf>,
}

impl Wrapper {
    pub(crate) fn of_environment() -> Option<Self> {
        Some(Self {
            program: std::env::var_os(PROGRAM)?.into(),
            records: std::env::var_os(RECORDS)?.into(),
            valgrind: std::env::var_os(VALGRIND).map(PathBuf::from),
        })
    }

    pub(crate) fn run(&self) -> ExitCode {
        let outcome = match &self.valgrind {
            Some(valgrind) => self.count(valgrind),
            None => self.watch(),
        };
        match outcome {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("[ERROR] measuring {}: {error:#}", self.program.display());
                ExitCode::FAILURE
            }
        }
    }

    fn watch(&self) -> Result<bool> {
        self.record(LAUNCH)?;
        let status = Command::new(&self.program).args(std::env::args_os().skip(1)).status()?;
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let microseconds = [usage.user_time(), usage.system_time()]
            .map(|time| time.tv_sec() * 1_000_000 + time.tv_usec())
            .iter()
            .sum::<i64>();
        self.record(&format!("{microseconds} {}", usage.max_rss() * MAX_RSS_UNIT))?;
        Ok(status.success())
    }

    /// Not in this process: Terraform kills a provider that takes two seconds to end, and callgrind writes at the end.
    fn count(&self, valgrind: &Path) -> Result<bool> {
        let mut file = OsString::from("--callgrind-out-file=");
        file.push(callgrind_file(&self.records, "%p"));
        let mut callgrind = Command::new(valgrind)
            .args(["--quiet", "--tool=callgrind", "--dump-line=no"])
            .arg(file)
            .arg(&self.program)
            .args(std::env::args_os().skip(1))
            .spawn()
            .with_context(|| format!("running {}", valgrind.display()))?;
        self.record(&callgrind.id().to_string())?;
        Ok(callgrind.wait()?.success())
    }

    /// One write of a short line: several processes share the file.
    fn record(&self, line: &str) -> Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(&self.records)?;
        Ok(file.write_all(format!("{line}\n").as_bytes())?)
    }
}

/// Linux counts in KiB, macOS in bytes.
const MAX_RSS_UNIT: i64 = if cfg!(target_os = "macos") { 1 } else { 1024 };
