use std::io::Write;
use std::time::Duration;

use hierarchy::sync::Event;
use indicatif::{ProgressBar, ProgressStyle};

use crate::shared::room::Room;
use crate::shared::times::minute;

/// Shows on standard error that the command works, if that is a terminal. It draws in a thread of its own.
pub(super) struct Spinner(ProgressBar);

impl Spinner {
    pub(super) fn start() -> Self {
        let style = ProgressStyle::with_template("{spinner} Synchronizing, {elapsed}");
        let spinner = ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        spinner.enable_steady_tick(Duration::from_millis(100));
        Self(spinner)
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Prints a line on standard error. It is dropped where that is closed.
pub(super) fn note(line: &str) {
    let lines = Room::of_messages().wrapped(line, "", "  ");
    lines.iter().for_each(|line| drop(writeln!(anstream::stderr(), "{line}")));
}

/// The line for the start or the end of a synchronization; `None` for other events.
pub(super) fn line(event: &Event) -> Option<String> {
    event.message().map(|what| format!("{} {what}", minute(event.time)))
}
