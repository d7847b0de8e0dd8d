//! Writes a configuration to a folder.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use hierarchy::Location;

use super::Configuration;
use crate::shared::diagnostic::Diagnostic;

/// Writes the files of a configuration, all of them or none, and returns their names. Existing files are never overwritten.
pub(super) fn write(
    configuration: &Configuration,
    folder: &Path,
    hierarchy: &Location,
) -> Result<Vec<String>, Diagnostic> {
    let files = configuration.files(&location_from(folder, hierarchy)?);
    let there: Vec<&str> =
        files.iter().map(|(name, _)| name.as_str()).filter(|name| folder.join(name).exists()).collect();
    if !there.is_empty() {
        let what = format!("{} already contains {}, and export overwrites nothing", folder.display(), there.join(", "));
        return Err(Diagnostic::error(what, "Name a new folder with --out, or move these files."));
    }
    let mut written = Vec::new();
    for (name, text) in &files {
        let file = folder.join(name);
        if let Err(error) = create(&file, text) {
            // The next export would refuse to overwrite them.
            written.iter().for_each(|file: &PathBuf| drop(fs::remove_file(file)));
            return Err(Diagnostic::error(format!("{} cannot be written: {error}", file.display()), ""));
        }
        written.push(file);
    }
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// Writes a new file as a whole, or not at all.
pub(crate) fn create(file: &Path, text: &str) -> std::io::Result<()> {
    let mut new = File::create_new(file)?;
    new.write_all(text.as_bytes()).inspect_err(|_| drop(fs::remove_file(file)))
}

/// The location as seen from the folder, which is created. An absolute path stays absolute.
fn location_from(folder: &Path, hierarchy: &Location) -> Result<Location, Diagnostic> {
    fs::create_dir_all(folder).map_err(|error| {
        Diagnostic::error(
            format!("folder {} cannot be created: {error}", folder.display()),
            "Name another folder with --out.",
        )
    })?;
    let hierarchy = match hierarchy {
        Location::File(path) if path.is_relative() => path,
        location => return Ok(location.clone()),
    };
    let real = |path: &Path| {
        let not_found = |error| Diagnostic::error(format!("{} cannot be found: {error}", path.display()), "");
        path.canonicalize().map_err(not_found)
    };
    let (folder, hierarchy) = (real(folder)?, real(hierarchy)?);
    // On Windows, there is no relative path from one drive to another.
    Ok(Location::File(pathdiff::diff_paths(&hierarchy, &folder).unwrap_or(hierarchy)))
}
