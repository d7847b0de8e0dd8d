//! Files that are written completely or not at all.

use std::fs::Permissions;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use super::diagnostic::Diagnostic;

/// A file that has its content under a temporary name, and gets its own name at the end.
#[derive(Debug)]
pub(crate) struct WholeFile<'a> {
    new: NamedTempFile,
    file: &'a Path,
}

impl<'a> WholeFile<'a> {
    /// Writes the content under a temporary name, in the folder of the file.
    ///
    /// # Errors
    /// When it cannot be written there.
    pub(crate) fn prepared(file: &'a Path, content: &[u8]) -> Result<Self, Diagnostic> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(no_folder(file, folder));
        }
        let prepared = || {
            // Its name is taken only at the end; a folder cannot take it.
            if file.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            let mut new = new_file(folder)?;
            new.write_all(content)?;
            if let Ok(metadata) = file.metadata() {
                new.as_file().set_permissions(metadata.permissions())?;
            }
            Ok(new)
        };
        prepared().map(|new| Self { new, file }).map_err(|error| cannot_write(file, &error))
    }

    /// Gives it its own name. An earlier file is replaced.
    ///
    /// # Errors
    /// When the file cannot be replaced.
    pub(crate) fn put_in_place(self) -> Result<(), Diagnostic> {
        let Self { new, file } = self;
        new.persist(file).map(drop).map_err(|error| cannot_write(file, &error.error))
    }
}

/// A temporary file with the permissions of an ordinary one, which it will become.
pub(crate) fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(Permissions::from_mode(0o666))
    };
    builder.tempfile_in(folder)
}

pub(crate) fn no_folder(file: &Path, folder: &Path) -> Diagnostic {
    let what = format!("{} cannot be written: folder {} does not exist", file.display(), folder.display());
    Diagnostic::error(what, "Create the folder first, or name another file.")
}

pub(crate) fn cannot_write(file: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("{} cannot be written: {error}", file.display()), "")
}
