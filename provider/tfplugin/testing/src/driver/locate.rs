//! Finds programs. Needs only the standard library, so that build scripts can include this file.

use std::env;
use std::path::{Path, PathBuf};

/// The binary that an environment variable names, else the first `terraform`, else the first `tofu` on the `PATH`. The
/// variable has a path, or a name to look for on the `PATH`.
#[must_use]
pub fn terraform(variable: &str) -> Option<PathBuf> {
    match env::var(variable) {
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
