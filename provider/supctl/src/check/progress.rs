use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A shorter check shows no bar.
const DELAY: Duration = Duration::from_secs(1);

/// The progress of a long check: a bar on standard error, if that is a terminal.
#[derive(Debug)]
pub(super) struct Progress {
    started: Instant,
    total: u64,
    done: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn of(total: usize) -> Self {
        Self { started: Instant::now(), total: total as u64, done: 0, bar: None }
    }

    /// Counts one more object.
    pub(super) fn step(&mut self) {
        self.done += 1;
        if self.bar.is_none() && self.started.elapsed() > DELAY {
            self.bar = Some(bar(self.total));
        }
        self.bar.iter().for_each(|bar| bar.set_position(self.done));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}

fn bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("Checking {wide_bar} {pos}/{len} objects, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
