//! The folder of a campaign, and the programs that run in it.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use acceptance_tests::binaries::Binaries;
use acceptance_tests::mirror;
use acceptance_tests::run::Run;
use acceptance_tests::terraform::isolate;
use anyhow::Result;
use tempfile::TempDir;
use tfplugin_testing::driver::mirror::Mirror;
use tfplugin_testing::driver::terraform::Terraform;

use crate::store::Store;
use crate::work::Configuration;

pub(crate) struct Arena {
    folder: PathBuf,
    mirror: Mirror,
    supctl: PathBuf,
    terraform: Terraform,
    pub(crate) store: Box<dyn Store>,
    /// How long the last apply took that was not disturbed.
    pub(crate) time_of_apply: Cell<Duration>,
    /// The temporary folder of all programs. Its path is short, so that a socket fits into it.
    temporary: TempDir,
}

impl Arena {
    pub(crate) fn prepare(
        folder: &Path,
        terraform: Terraform,
        binaries: &Binaries,
        store: Box<dyn Store>,
    ) -> Result<Self> {
        // A build during the campaign must not replace it.
        let supctl = folder.join("supctl");
        fs::copy(&binaries.supctl, &supctl)?;
        let arena = Self {
            folder: folder.join("terraform"),
            mirror: mirror::install(&folder.join("mirror"), &binaries.provider)?,
            supctl,
            terraform,
            store,
            time_of_apply: Cell::new(Duration::from_secs(1)),
            temporary: tempfile::Builder::new().prefix("crash-").tempdir()?,
        };
        if !arena.store.is_kept() {
            let _ = fs::remove_dir_all(&arena.folder);
        }
        fs::create_dir_all(&arena.folder)?;
        // It has the checksum of a provider that may have been built again.
        let _ = fs::remove_file(arena.folder.join(".terraform.lock.hcl"));
        arena.configure(&Configuration::default())?;
        arena.run(&mut arena.terraform(&["init"]))?.success()?;
        Ok(arena)
    }

    pub(crate) fn configure(&self, configuration: &Configuration) -> Result<()> {
        Ok(fs::write(self.folder.join("main.tf"), configuration.hcl())?)
    }

    pub(crate) fn terraform(&self, arguments: &[&str]) -> Command {
        let mut command = self.terraform.command(&self.folder, &self.mirror.cli_config());
        command.args(arguments).env("TF_CLI_ARGS", "-no-color").env("TF_INPUT", "0");
        self.inside(command)
    }

    pub(crate) fn supctl(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.supctl);
        isolate(&mut command);
        command.args(arguments).current_dir(&self.folder);
        self.inside(command)
    }

    fn inside(&self, mut command: Command) -> Command {
        let (name, value) = self.store.variable();
        command.env(name, value).env("CONFIGMGR_ACTOR", "campaign").env("TMPDIR", self.temporary.path());
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, command: &mut Command) -> Result<Run> {
        Run::of(command)
    }

    /// Leaves the hierarchy in a file of the folder, where the store would take it away.
    pub(crate) fn keep_hierarchy(&self) {
        if !self.store.is_kept() {
            let _ = self.run(&mut self.supctl(&["backup", "hierarchy.db"]));
        }
    }

    /// The state of Terraform, as it is in its file.
    pub(crate) fn state(&self) -> PathBuf {
        self.folder.join("terraform.tfstate")
    }

    /// What our programs left in the temporary folder. A folder of the user for the files of runs may stay, and is empty.
    pub(crate) fn temporary_files(&self) -> Result<Vec<String>> {
        let mut left = Vec::new();
        for entry in fs::read_dir(self.temporary.path())? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("configmgr-") {
                let inside = fs::read_dir(entry.path())?.collect::<Result<Vec<_>, _>>()?;
                left.extend(inside.iter().map(|file| format!("{name}/{}", file.file_name().to_string_lossy())));
            } else if name.starts_with("tfplugin-") {
                left.push(name);
            }
        }
        Ok(left)
    }

    /// The processes of the provider that run.
    pub(crate) fn providers(&self) -> Vec<u32> {
        let folder = self.mirror.cli_config();
        let Some(folder) = folder.parent() else { return Vec::new() };
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        let runs_here =
            |id: &u32| fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|binary| binary.starts_with(folder));
        let is_alive = |id: &u32| {
            let status = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            !status.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z')
        };
        ids.filter(runs_here).filter(is_alive).collect()
    }
}
