//! A Terraform folder to measure in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use acceptance_tests::mirror::VERSION;
use acceptance_tests::run::Run;
use anyhow::{Context, Result};
use serde_json::Value;
use tfplugin_testing::driver::mirror::Mirror;

use crate::bench::Bench;
use crate::cost::{Cost, median};
use crate::provider::Provider;
use crate::storage::Storage;

/// The text of a file in `configurations/`, after the requirement of our provider.
#[macro_export]
macro_rules! configuration {
    ($name:literal) => {
        concat!(
            include_str!("configurations/provider.tf"),
            "\n",
            include_str!(concat!("configurations/", $name, ".tf"))
        )
        .to_owned()
    };
}

/// A folder with a configuration and its way to the provider.
pub(crate) struct Place<'a> {
    bench: &'a Bench,
    folder: PathBuf,
    cli_config: PathBuf,
    provider: PathBuf,
    storage: Option<Storage>,
}

impl<'a> Place<'a> {
    /// A folder below that of the bench; Terraform launches `executable` for the provider.
    pub(crate) fn prepare(
        bench: &'a Bench,
        name: &str,
        provider: &Provider,
        executable: &Path,
        configuration: &str,
    ) -> Result<Self> {
        let folder = bench.folder().join(name);
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        fs::write(folder.join("main.tf"), configuration)?;
        let mirror = Mirror::install(&folder.join(".mirror"), &provider.source, VERSION, executable)?;
        let place =
            Self { bench, folder, cli_config: mirror.cli_config(), provider: provider.binary.clone(), storage: None };
        place.run(&["init"])?;
        Ok(place)
    }

    /// The same folder with this hierarchy, which others share.
    pub(crate) fn sharing(mut self, storage: &Storage) -> Self {
        self.storage = Some(storage.clone());
        self
    }

    /// Gives the variables of the configuration their values.
    pub(crate) fn set(&self, variables: &Value) -> Result<()> {
        let file = self.folder.join("terraform.tfvars.json");
        fs::write(&file, variables.to_string()).with_context(|| format!("writing {}", file.display()))
    }

    /// Runs Terraform with success.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<Run> {
        Run::of(&mut self.command(arguments))?.success()
    }

    /// The state file.
    pub(crate) fn state(&self) -> Result<Value> {
        let file = self.folder.join("terraform.tfstate");
        let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// How long a command takes: the median of several times.
    pub(crate) fn time(&self, arguments: &[&str], times: u32) -> Result<Duration> {
        let times = (0..times).map(|_| {
            let started = Instant::now();
            self.run(arguments)?;
            Ok(started.elapsed())
        });
        Ok(median(times.collect::<Result<_>>()?))
    }

    /// What a command costs, in a [`Bench::watched`] folder.
    pub(crate) fn cost(&self, arguments: &[&str]) -> Result<Cost> {
        self.bench.records.cost(&mut self.command(arguments), &self.provider)
    }

    /// How many instructions the provider executes for a command, in a [`Bench::watched`] folder.
    pub(crate) fn instructions(&self, arguments: &[&str], valgrind: &Path) -> Result<u64> {
        self.bench.records.instructions(&mut self.command(arguments), &self.provider, valgrind)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bench.terraform.command(&self.folder, &self.cli_config);
        command.args(arguments).env("TF_CLI_ARGS", "-no-color").env("TF_INPUT", "0");
        if let Some(storage) = &self.storage {
            storage.name_to(&mut command);
        }
        command
    }
}
