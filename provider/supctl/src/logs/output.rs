//! Whoever reads what we print.

use std::time::Duration;

/// Waits a second, or less where the reader goes meanwhile: without lines to write, nothing else would tell.
#[cfg(unix)]
pub(super) fn is_closed_within_a_second() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let second = Timespec { tv_sec: 1, tv_nsec: 0 };
    let stdout = std::io::stdout();
    let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
    match poll(&mut watched, Some(&second)) {
        Ok(changed) => changed > 0,
        // Somebody resized the terminal.
        Err(rustix::io::Errno::INTR) => false,
        Err(_) => {
            std::thread::sleep(Duration::from_secs(1));
            false
        }
    }
}

/// Waits a second. A reader that goes meanwhile is missed with the next line.
#[cfg(not(unix))]
pub(super) fn is_closed_within_a_second() -> bool {
    std::thread::sleep(Duration::from_secs(1));
    false
}
