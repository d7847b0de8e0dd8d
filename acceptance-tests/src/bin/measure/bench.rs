//! What all measurements share: Terraform, a folder that is removed at the end, and a progress line.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use acceptance_tests::terraform::isolate;
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use tempfile::TempDir;
use tfplugin_testing::driver::terraform::Terraform;

use crate::cost::{Cost, Records};
use crate::place::Place;
use crate::provider::Provider;
use crate::storage::Storage;

/// Where everything is measured.
pub(crate) struct Bench {
    pub(crate) terraform: Terraform,
    pub(crate) records: Records,
    folder: TempDir,
    progress: ProgressBar,
}

impl Bench {
    pub(crate) fn new(terraform: Terraform) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("configmgr-").tempdir()?;
        Ok(Self { terraform, records: Records::in_folder(folder.path()), folder, progress: spinner() })
    }

    /// Everything of this measurement is below this folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Shows on standard error what is measured now.
    pub(crate) fn announce(&self, what: impl Into<String>) {
        let what = what.into();
        if self.progress.is_hidden() {
            eprintln!("{what}");
        }
        self.progress.set_message(what);
    }

    /// Prints without the line of [`Bench::announce`] in between.
    pub(crate) fn without_progress(&self, print: impl FnOnce()) {
        self.progress.suspend(print);
    }

    /// Removes the line of [`Bench::announce`].
    pub(crate) fn finish(&self) {
        self.progress.finish_and_clear();
    }

    /// A Terraform folder that launches the provider as it is, to measure times in.
    pub(crate) fn timed(&self, name: &str, provider: &Provider, configuration: &str) -> Result<Place<'_>> {
        Place::prepare(self, name, provider, &provider.binary, configuration)
    }

    /// A Terraform folder that launches this program in the provider's place, to measure what the provider uses.
    pub(crate) fn watched(&self, name: &str, provider: &Provider, configuration: &str) -> Result<Place<'_>> {
        Place::prepare(self, name, provider, &std::env::current_exe()?, configuration)
    }

    /// What a command of the console costs.
    pub(crate) fn console(&self, supctl: &Path, storage: &Storage, arguments: &[&str]) -> Result<Cost> {
        self.records.cost(&mut Self::console_command(storage, arguments)?, supctl)
    }

    /// How many instructions a command of the console executes.
    pub(crate) fn console_instructions(
        &self,
        supctl: &Path,
        storage: &Storage,
        arguments: &[&str],
        valgrind: &Path,
    ) -> Result<u64> {
        self.records.instructions(&mut Self::console_command(storage, arguments)?, supctl, valgrind)
    }

    /// This program in the place of the console.
    fn console_command(storage: &Storage, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        isolate(&mut command);
        storage.name_to(&mut command);
        command.args(arguments);
        Ok(command)
    }
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
