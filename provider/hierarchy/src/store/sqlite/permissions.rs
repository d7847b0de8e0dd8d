//! Who may read the files of a hierarchy: its user alone, and a group where the folder is shared with one.

use std::fs;
use std::io;
use std::path::Path;

/// Creates the folder of a file, and those above it. A folder in a shared one is shared as well.
#[cfg(unix)]
pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !is_here(folder)).collect();
    fs::create_dir_all(folder)?;
    for folder in missing.into_iter().rev() {
        if folder.parent().is_some_and(is_shared) {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o2770))?;
        }
    }
    Ok(())
}

/// Creates an empty file that others cannot read, whatever the umask. SQLite gives the files beside it the same permissions.
#[cfg(unix)]
pub(super) fn create_file(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
    let mode = if path.parent().is_some_and(is_shared) { 0o660 } else { 0o600 };
    let file = fs::OpenOptions::new().write(true).create(true).truncate(false).mode(mode).open(path)?;
    if file.metadata()?.permissions().mode() & 0o777 != mode {
        file.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

/// Whether a group shares a folder: its members can write there, and what they create belongs to the group (setgid).
#[cfg(unix)]
fn is_shared(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    const SETGID_AND_GROUP_WRITES: u32 = 0o2020;
    let mode = fs::metadata(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).map(|it| it.mode());
    mode.is_ok_and(|mode| mode & SETGID_AND_GROUP_WRITES == SETGID_AND_GROUP_WRITES)
}

#[cfg(unix)]
fn is_here(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || folder.exists()
}

/// Creates the folder of a file, and those above it.
#[cfg(not(unix))]
pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Does nothing: files inherit the permissions of their folder.
#[cfg(not(unix))]
pub(super) fn create_file(_path: &Path) -> io::Result<()> {
    Ok(())
}
