//! The examples of the repository.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::binaries::repository;

/// The folder that holds all examples.
#[must_use]
pub fn folder() -> PathBuf {
    repository().join("examples")
}

/// Every `.tf` file below the examples.
///
/// # Errors
/// When a folder cannot be read.
pub fn files() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    visit(&folder(), &mut |file| {
        if file.extension().is_some_and(|extension| extension == "tf") {
            found.push(file.to_path_buf());
        }
        Ok(())
    })?;
    found.sort();
    Ok(found)
}

/// Copies the files of an example folder, without files that Terraform created in it.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    visit(from, &mut |file| {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(file, &target).with_context(|| format!("copying {}", file.display()))?;
        Ok(())
    })
}

/// Calls `each` for every file of the examples below `folder`, except hidden files and state files.
fn visit(folder: &Path, each: &mut dyn FnMut(&Path) -> Result<()>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name.contains(".tfstate") {
            continue;
        }
        if path.is_dir() {
            visit(&path, each)?;
        } else {
            each(&path)?;
        }
    }
    Ok(())
}
