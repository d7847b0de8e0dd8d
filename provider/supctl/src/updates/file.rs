use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use hierarchy::sync::{MetadataPackage, PackageError};
use tempfile::NamedTempFile;

use crate::shared::diagnostic::Diagnostic;
use crate::shared::input;

/// Writes a package, all of it or nothing: a file of that name is never there by half.
pub(super) fn write(package: &MetadataPackage, file: &Path, force: bool) -> Result<(), Diagnostic> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let what = format!("{} cannot be written: there is no folder {}", file.display(), folder.display());
        return Err(Diagnostic::error(what, "Make the folder first, or name another file."));
    }
    let outcome = new_file(folder).and_then(|mut new| {
        serde_json::to_writer_pretty(&mut new, package)?;
        writeln!(new)?;
        let persisted = if force { new.persist(file) } else { new.persist_noclobber(file) };
        persisted.map(drop).map_err(|error| error.error)
    });
    outcome.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Diagnostic::error(
            format!("{} is there already", file.display()),
            "Name another file, or replace it with --force.",
        ),
        _ => Diagnostic::error(format!("{} cannot be written: {error}", file.display()), ""),
    })
}

/// A file for others to read as any other, not the secret one that temporary files are.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666))
    };
    builder.tempfile_in(folder)
}

/// The content of a package's file.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Diagnostic> {
    input::read(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Diagnostic::error(
            format!("there is no file {}", file.display()),
            "Name a file that \"supctl export-updates\" wrote. Nothing was imported.",
        ),
        _ => Diagnostic::error(format!("{} cannot be read: {error}", file.display()), ""),
    })
}

/// The text of a package.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, PackageError> {
    input::decoded(bytes).ok_or_else(|| PackageError::Unreadable("it is not text".to_owned()))
}
