//! Writing a configuration to a folder.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Configuration;
use crate::shared::diagnostic::Diagnostic;

/// Writes the files of a configuration, all of them or none, and returns their names. What is there is never overwritten.
pub(super) fn write(configuration: &Configuration, folder: &Path, hierarchy: &Path) -> Result<Vec<String>, Diagnostic> {
    let files = configuration.files(&path_from(folder, hierarchy)?.to_string_lossy());
    let there: Vec<&str> =
        files.iter().map(|(name, _)| name.as_str()).filter(|name| folder.join(name).exists()).collect();
    if !there.is_empty() {
        let what = format!("{} has {} already, and export overwrites nothing", folder.display(), there.join(", "));
        return Err(Diagnostic::error(what, "Name a new folder with --out, or move these files away."));
    }
    let mut written = Vec::new();
    for (name, text) in &files {
        let file = folder.join(name);
        if let Err(error) = create(&file, text) {
            // What a failed export leaves behind would be in the way of the next one.
            written.iter().for_each(|file: &PathBuf| drop(fs::remove_file(file)));
            return Err(Diagnostic::error(format!("{} cannot be written: {error}", file.display()), ""));
        }
        written.push(file);
    }
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

fn create(file: &Path, text: &str) -> std::io::Result<()> {
    let mut new = File::create_new(file)?;
    new.write_all(text.as_bytes()).inspect_err(|_| drop(fs::remove_file(file)))
}

/// The hierarchy's file as seen from the folder, which is made. A path from the root stays one.
fn path_from(folder: &Path, hierarchy: &Path) -> Result<PathBuf, Diagnostic> {
    fs::create_dir_all(folder).map_err(|error| {
        Diagnostic::error(
            format!("the folder {} cannot be made: {error}", folder.display()),
            "Name a folder with --out that is there, or can be made.",
        )
    })?;
    if hierarchy.is_absolute() {
        return Ok(hierarchy.to_path_buf());
    }
    let real = |path: &Path| {
        let not_found = |error| Diagnostic::error(format!("finding {}: {error}", path.display()), "");
        path.canonicalize().map_err(not_found)
    };
    let (folder, hierarchy) = (real(folder)?, real(hierarchy)?);
    // On Windows, there may be no way from one drive to the other.
    Ok(pathdiff::diff_paths(&hierarchy, &folder).unwrap_or(hierarchy))
}
