//! A folder for small files of this user that nobody else can read or replace.

use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;

/// The folder, which is created if it does not exist. It is not removed: another process may be about to use it.
///
/// # Errors
/// If it cannot be created, or is not private.
pub(super) fn create() -> io::Result<PathBuf> {
    match env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty()) {
        // It belongs to this user alone, and is removed when the user logs out.
        Some(folder) => create_in(PathBuf::from(folder).join("configmgr")),
        None => create_in(env::temp_dir().join(name_of_user())),
    }
}

#[cfg(unix)]
fn name_of_user() -> String {
    format!("configmgr-{}", nix::unistd::Uid::effective())
}

#[cfg(unix)]
fn create_in(folder: PathBuf) -> io::Result<PathBuf> {
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
    match fs::DirBuilder::new().mode(0o700).create(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    // Not through a link: in a folder that all users share, somebody else may have made it.
    let found = fs::symlink_metadata(&folder)?;
    let is_private =
        found.is_dir() && found.uid() == nix::unistd::Uid::effective().as_raw() && found.mode() & 0o077 == 0;
    if is_private { Ok(folder) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// Elsewhere, the temporary folder belongs to the user.
#[cfg(not(unix))]
fn name_of_user() -> String {
    "configmgr".to_owned()
}

#[cfg(not(unix))]
fn create_in(folder: PathBuf) -> io::Result<PathBuf> {
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
