//! Whether anybody still reads the output.

use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Waits a second, or until the output is closed: without new lines, no failed write would show it.
#[cfg(unix)]
pub(super) fn is_closed_within_a_second() -> bool {
    use std::os::fd::AsFd;

    use nix::errno::Errno;
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    let stdout = std::io::stdout();
    let mut watched = [PollFd::new(stdout.as_fd(), PollFlags::empty())];
    match poll(&mut watched, PollTimeout::try_from(SECOND).unwrap_or(PollTimeout::ZERO)) {
        Ok(changed) => changed > 0,
        // A signal, such as a resized terminal.
        Err(Errno::EINTR) => false,
        Err(_) => {
            std::thread::sleep(SECOND);
            false
        }
    }
}

/// Waits a second. A closed output is noticed with the next line.
#[cfg(not(unix))]
pub(super) fn is_closed_within_a_second() -> bool {
    std::thread::sleep(SECOND);
    false
}
