//! The folder of the socket, and the folders that killed plugins have left.
//!
//! A plugin that is killed cannot remove its folder, so a later one does. A running plugin holds a lock on its folder, which
//! the system releases when the process ends, however it ends. The number of the process would not tell: processes in
//! containers share a temporary folder and not their numbers.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::{FileTypeExt, MetadataExt},
    path::{Path, PathBuf},
};

use nix::unistd::{geteuid, mkdtemp};

/// The start of the name of every such folder.
const PREFIX: &str = "tfplugin-";
/// What `mkdtemp` puts a name of its own in place of.
const NAME: &str = "XXXXXX";
const SOCKET: &str = "socket";
/// How often a new folder may be taken for one that was left, before it is locked.
const ATTEMPTS: usize = 5;

/// A folder for this user only. Dropping it removes it.
#[derive(Debug)]
pub(super) struct SocketFolder {
    folder: RemovedOnDrop,
    /// Released when the process ends.
    _lock: File,
}

impl SocketFolder {
    pub(super) fn create_in(parent: &Path) -> io::Result<Self> {
        for _ in 0..ATTEMPTS {
            let folder = RemovedOnDrop(mkdtemp(&parent.join(format!("{PREFIX}{NAME}")))?);
            let lock = match File::open(&folder.0) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                opened => opened?,
            };
            lock.lock()?;
            if folder.0.exists() {
                return Ok(Self { folder, _lock: lock });
            }
        }
        Err(io::Error::other("another process removes the folder again and again"))
    }

    pub(super) fn path(&self) -> &Path {
        &self.folder.0
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.path().join(SOCKET)
    }
}

#[derive(Debug)]
struct RemovedOnDrop(PathBuf);

impl Drop for RemovedOnDrop {
    fn drop(&mut self) {
        // A later plugin removes what is left.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes the folders of this user's plugins that have ended. What cannot be removed stays.
pub(super) fn remove_abandoned(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            let _ = remove_if_abandoned(&entry.path());
        }
    }
}

/// Removes the folder if nobody holds its lock, and it has nothing but a socket.
fn remove_if_abandoned(path: &Path) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_dir() || found.uid() != geteuid().as_raw() {
        return Ok(());
    }
    let lock = File::open(path)?;
    if lock.try_lock().is_err() {
        return Ok(());
    }
    let socket = path.join(SOCKET);
    if fs::symlink_metadata(&socket).is_ok_and(|found| found.file_type().is_socket()) {
        fs::remove_file(socket)?;
    }
    // Fails if there is anything else.
    fs::remove_dir(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::{
        fs::{PermissionsExt, symlink},
        net::UnixListener,
    };

    use super::*;

    #[test]
    fn only_what_killed_plugins_left_is_removed() {
        let parent = tempfile::tempdir().unwrap();
        let below = |name: &str| parent.path().join(name);
        let held = SocketFolder::create_in(parent.path()).unwrap();
        assert_eq!(fs::metadata(held.path()).unwrap().permissions().mode() & 0o777, 0o700);
        let with_socket = |name: &str| {
            fs::create_dir(below(name)).unwrap();
            UnixListener::bind(below(name).join(SOCKET)).unwrap()
        };
        drop([with_socket("tfplugin-left"), with_socket("other-left")]);
        fs::create_dir(below("tfplugin-empty")).unwrap();
        for file in ["socket", "notes"] {
            let folder = below(&format!("tfplugin-with-{file}"));
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join(file), "mine").unwrap();
        }
        symlink(below("other-left"), below("tfplugin-link")).unwrap();

        remove_abandoned(parent.path());

        let mut left: Vec<_> = fs::read_dir(parent.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        let held = held.path().file_name().unwrap().to_owned();
        let mut expected = vec![held];
        expected.extend(["other-left", "tfplugin-link", "tfplugin-with-notes", "tfplugin-with-socket"].map(Into::into));
        expected.sort();
        assert_eq!(left, expected);
    }
}
