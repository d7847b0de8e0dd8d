use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Opens a file that only this user can have written. Its name is predictable, and others may write in its folder: a link
/// would lead to a file that is then overwritten, and a pipe would wait for ever.
#[cfg(unix)]
pub(super) fn own_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};

    use nix::libc::{O_NOFOLLOW, O_NONBLOCK};

    let file = options.mode(0o600).custom_flags(O_NOFOLLOW | O_NONBLOCK).open(path)?;
    let found = file.metadata()?;
    let is_own = found.is_file() && found.nlink() == 1 && found.uid() == nix::unistd::geteuid().as_raw();
    if is_own { Ok(file) } else { Err(io::Error::new(ErrorKind::InvalidInput, "not a file of this run")) }
}

#[cfg(not(unix))]
pub(super) fn own_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}
