use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use anyhow::{Context, Result};
use hierarchy::sync::{MetadataPackage, PackageError};
use tempfile::NamedTempFile;

use crate::set::{Mistake, Mistakes};

/// Whether a name stands for standard input or output.
pub(super) fn is_standard(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// Writes a package, all of it or nothing: a file of that name is never there by half.
pub(super) fn write(package: &MetadataPackage, file: &Path, force: bool) -> Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let what = format!("{} cannot be written: there is no folder {}", file.display(), folder.display());
        return Err(Mistakes::from(Mistake::new(what, "Make the folder first, or name another file.")).into());
    }
    let outcome = new_file(folder).and_then(|mut new| {
        serde_json::to_writer_pretty(&mut new, package)?;
        writeln!(new)?;
        let persisted = if force { new.persist(file) } else { new.persist_noclobber(file) };
        persisted.map(drop).map_err(|error| error.error)
    });
    match outcome {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let what = format!("{} is there already", file.display());
            Err(Mistakes::from(Mistake::new(what, "Name another file, or replace it with --force.")).into())
        }
        outcome => outcome.with_context(|| format!("{} cannot be written", file.display())),
    }
}

/// A file for others to read as any other, not the secret one that temporary files are.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    builder.tempfile_in(folder)
}

/// The text of a package.
pub(super) fn read(file: &Path) -> Result<String> {
    let bytes = if is_standard(file) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let bytes = match bytes {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let what = format!("there is no file {}", file.display());
            let way_out = "Name a file that \"supctl export-updates\" wrote. Nothing was imported.";
            return Err(Mistakes::from(Mistake::new(what, way_out)).into());
        }
        bytes => bytes.with_context(|| format!("{} cannot be read", file.display()))?,
    };
    let unreadable = |_| PackageError::Unreadable("it is not text".to_owned());
    String::from_utf8(bytes).map_err(unreadable).with_context(|| format!("{} is not imported", file.display()))
}
