//! What a command costs: time on the clock, and what the provider processes alone use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use acceptance_tests::run::Run;
use anyhow::{Context, Result, ensure};

use crate::wrapper;

/// What one command used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// From its start to its end.
    pub(crate) wall: Duration,
    /// Processor time of all provider processes together.
    pub(crate) cpu: Duration,
    /// Memory of the largest provider process at its peak, in bytes.
    pub(crate) peak_memory: u64,
}

impl Cost {
    /// Medians of the times and the highest peak of several commands.
    pub(crate) fn median(costs: &[Self]) -> Self {
        Self {
            wall: median(costs.iter().map(|cost| cost.wall).collect()),
            cpu: median(costs.iter().map(|cost| cost.cpu).collect()),
            peak_memory: highest_peak(costs),
        }
    }
}

/// Memory of the largest process of all commands, in bytes.
pub(crate) fn highest_peak<'a>(costs: impl IntoIterator<Item = &'a Cost>) -> u64 {
    costs.into_iter().map(|cost| cost.peak_memory).max().unwrap_or_default()
}

/// The middle one of several measurements; zero of none.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Where the processes of a command write what they used.
pub(crate) struct Records {
    file: PathBuf,
}

impl Records {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { file: folder.join("records") }
    }

    /// Runs `command`, which launches this program in the place of `program`.
    pub(crate) fn cost(&self, command: &mut Command, program: &Path) -> Result<Cost> {
        wrapper::watch(command, program, &self.file);
        let started = Instant::now();
        Run::of(command)?.success()?;
        let cost = Cost { wall: started.elapsed(), ..Cost::default() };
        let records = self.take()?;
        let (launches, uses): (Vec<_>, Vec<_>) = records.lines().partition(|line| *line == wrapper::LAUNCH);
        ensure!(launches.len() == uses.len(), "a provider process was killed before it ended");
        uses.into_iter().try_fold(cost, |sum, line| {
            let (microseconds, bytes) = line.split_once(' ').context("a record has two numbers")?;
            Ok(Cost {
                cpu: sum.cpu + Duration::from_micros(microseconds.parse()?),
                peak_memory: sum.peak_memory.max(bytes.parse()?),
                ..sum
            })
        })
    }

    /// Runs `command`, which launches this program in the place of `program`; the instructions of all its processes.
    pub(crate) fn instructions(&self, command: &mut Command, program: &Path, valgrind: &Path) -> Result<u64> {
        wrapper::count(command, program, &self.file, valgrind);
        Run::of(command)?.success()?;
        self.take()?.lines().try_fold(0, |sum, process_id| {
            let file = wrapper::callgrind_file(&self.file, process_id);
            let text = fs::read_to_string(&file).context("a provider process ended before callgrind wrote its file")?;
            fs::remove_file(&file)?;
            let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
            Ok(sum + total.context("callgrind wrote no totals")?.trim().parse::<u64>()?)
        })
    }

    /// What was written since the last call.
    fn take(&self) -> Result<String> {
        let text = fs::read_to_string(&self.file).context("no provider process left a record")?;
        fs::remove_file(&self.file)?;
        Ok(text)
    }
}
