//! Terraform folders to measure in: with the provider as it is, and with one that writes down what it uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use acceptance_tests::mirror::Mirror;
use acceptance_tests::run::Run;
use acceptance_tests::terraform::Terraform;
use anyhow::Result;

use crate::median;
use crate::usage::{Records, Usage};

/// What all folders have in common.
pub(crate) struct Bench<'a> {
    provider: &'a Path,
    terraform: &'a Terraform,
    folder: &'a Path,
    plain: Mirror,
    watched: Mirror,
    records: Records,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(provider: &'a Path, terraform: &'a Terraform, folder: &'a Path) -> Result<Self> {
        Ok(Self {
            provider,
            terraform,
            folder,
            plain: Mirror::install(&folder.join("mirror"), provider)?,
            watched: Mirror::install(&folder.join("mirror-watched"), &std::env::current_exe()?)?,
            records: Records::in_folder(folder),
        })
    }

    /// A folder with a configuration, to take times in.
    pub(crate) fn timed(&self, name: &str, configuration: &str) -> Result<Place<'_>> {
        self.place(name, configuration, &self.plain)
    }

    /// A folder with a configuration, to take what the provider uses.
    pub(crate) fn watched(&self, name: &str, configuration: &str) -> Result<Place<'_>> {
        self.place(name, configuration, &self.watched)
    }

    /// Where [`crate::stored`] keeps a hierarchy of so many sites.
    pub(crate) fn stored(&self, sites: u32) -> PathBuf {
        self.folder.join(format!("stored-{sites}")).join("hierarchy.db")
    }

    /// How long a command of the console takes on a hierarchy, and what it uses.
    pub(crate) fn console(&self, supctl: &Path, hierarchy: &Path, arguments: &[&str]) -> Result<(Duration, Usage)> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--path").arg(hierarchy).args(arguments);
        self.records.watch(&mut command, supctl);
        let started = Instant::now();
        Run::of(&mut command)?.success()?;
        Ok((started.elapsed(), self.records.take()?))
    }

    fn place(&self, name: &str, configuration: &str, mirror: &Mirror) -> Result<Place<'_>> {
        let folder = self.folder.join(name);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("main.tf"), configuration)?;
        let place = Place { bench: self, folder, cli_config: mirror.cli_config() };
        Run::of(&mut place.command(&["init"]))?.success()?;
        Ok(place)
    }
}

/// A Terraform folder with its way to the provider.
pub(crate) struct Place<'a> {
    bench: &'a Bench<'a>,
    pub(crate) folder: PathBuf,
    cli_config: PathBuf,
}

impl Place<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bench.terraform.command(&self.folder, &self.cli_config);
        command.args(arguments);
        command
    }

    /// Gives the folder another configuration, and has Terraform forget what it made.
    pub(crate) fn restart(&self, configuration: &str) -> Result<()> {
        fs::remove_file(self.folder.join("terraform.tfstate"))?;
        Ok(fs::write(self.folder.join("main.tf"), configuration)?)
    }

    /// How long a command takes: the median of several times.
    pub(crate) fn time(&self, arguments: &[&str], times: usize) -> Result<Duration> {
        let times = (0..times).map(|_| {
            let started = Instant::now();
            Run::of(&mut self.command(arguments))?.success()?;
            Ok(started.elapsed())
        });
        Ok(median(times.collect::<Result<_>>()?))
    }

    /// What the provider uses for a command, in a [`Bench::watched`] folder.
    pub(crate) fn usage(&self, arguments: &[&str]) -> Result<Usage> {
        let mut run = self.command(arguments);
        self.bench.records.watch(&mut run, self.bench.provider);
        Run::of(&mut run)?.success()?;
        self.bench.records.take()
    }
}
