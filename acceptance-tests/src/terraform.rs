//! The terraform (or tofu) of the tests, without the configuration of the user.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use tfplugin_testing::driver::terraform::{self, Terraform};

use crate::locate::{self, TERRAFORM_VARIABLE};

/// How the names of the provider's variables start.
const OWN: &str = "CONFIGMGR_";

/// The first client named by [`TERRAFORM_VARIABLE`], else the first `terraform`, else the first `tofu` on the `PATH`.
///
/// # Errors
/// When there is none; the message says what to install.
pub fn find() -> Result<Terraform> {
    Ok(Terraform::named_by(TERRAFORM_VARIABLE)?.without_variables(OWN))
}

/// Each client named by [`TERRAFORM_VARIABLE`]; without the variable, the one of [`find`] alone.
///
/// # Errors
/// When one of them is not found; the message has its name.
pub fn all() -> Result<Vec<Terraform>> {
    let clients = Terraform::all_named_by(TERRAFORM_VARIABLE)?;
    Ok(clients.into_iter().map(|client| client.without_variables(OWN)).collect())
}

/// Terraform 1.15, which [`locate::terraform_1_15`] has as a library.
#[must_use]
pub fn of_1_15() -> Terraform {
    of_library(locate::terraform_1_15())
}

/// The Terraform that a folder has as a library.
#[must_use]
pub fn of_library(folder: PathBuf) -> Terraform {
    Terraform::of_python_package(folder).without_variables(OWN)
}

/// Removes variables of Terraform and of the provider that the environment of the user may contain.
pub fn isolate(command: &mut Command) {
    terraform::isolate(command, &[OWN]);
}
