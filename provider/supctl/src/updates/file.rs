use std::borrow::Cow;
use std::io::{ErrorKind, Write};
use std::path::Path;

use hierarchy::sync::{MetadataPackage, PackageError};

use crate::shared::diagnostic::Diagnostic;
use crate::shared::{input, whole_file};

/// Writes a package, completely or not at all.
pub(super) fn write(package: &MetadataPackage, file: &Path, force: bool) -> Result<(), Diagnostic> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(whole_file::no_folder(file, folder));
    }
    let outcome = whole_file::new_file(folder).and_then(|mut new| {
        serde_json::to_writer_pretty(&mut new, package)?;
        writeln!(new)?;
        let persisted = if force { new.persist(file) } else { new.persist_noclobber(file) };
        persisted.map(drop).map_err(|error| error.error)
    });
    outcome.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Diagnostic::error(
            format!("{} already exists", file.display()),
            "Name another file, or overwrite it with --force.",
        ),
        _ => whole_file::cannot_write(file, &error),
    })
}

/// Reads the file of a package.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Diagnostic> {
    input::read(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Diagnostic::error(
            format!("{} does not exist", file.display()),
            "Name a file written by \"supctl export-updates\". Nothing was imported.",
        ),
        _ => Diagnostic::error(format!("{} cannot be read: {error}", file.display()), ""),
    })
}

/// The content of a package's file as text.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, PackageError> {
    input::decoded(bytes).ok_or_else(|| PackageError::Unreadable("not a text file".to_owned()))
}
