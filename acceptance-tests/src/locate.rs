//! Finds the terraform binary. The build script uses this file too, so it needs only the standard library.

use std::env;
use std::path::{Path, PathBuf};

/// Selects the terraform or tofu binary to use instead of the first one on the `PATH`.
pub const TERRAFORM_VARIABLE: &str = "CONFIGMGR_TEST_TERRAFORM";

/// The binary named by [`TERRAFORM_VARIABLE`], else the first `terraform`, else the first `tofu` on the `PATH`.
#[must_use]
pub fn terraform() -> Option<PathBuf> {
    match env::var(TERRAFORM_VARIABLE) {
        Ok(path) if Path::new(&path).is_absolute() => Some(PathBuf::from(path)).filter(|path| path.is_file()),
        Ok(name) => on_path(&name),
        Err(_) => on_path("terraform").or_else(|| on_path("tofu")),
    }
}

/// The first file of this name on the `PATH`.
#[must_use]
pub fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}
