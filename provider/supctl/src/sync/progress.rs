use std::io::{IsTerminal, Write};

use hierarchy::sync::{Event, EventKind, Extent};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::shared::times::minute;

/// The progress of a synchronization, on standard error: a bar on a terminal, otherwise a line for each start and end.
pub(super) enum Progress {
    Bar(ProgressBar),
    Lines,
    /// With `--json`, where no terminal shows a bar.
    Nothing,
}

impl Progress {
    pub(super) fn of(total: usize, is_for_program: bool) -> Self {
        if std::io::stderr().is_terminal() {
            Self::Bar(bar(total as u64))
        } else if is_for_program {
            Self::Nothing
        } else {
            Self::Lines
        }
    }

    /// Prints a line.
    pub(super) fn note(&self, line: &str) {
        match self {
            Self::Bar(bar) => bar.println(line),
            // Progress is dropped where standard error is closed.
            Self::Lines => drop(writeln!(anstream::stderr(), "{line}")),
            Self::Nothing => {}
        }
    }

    /// Shows an event.
    pub(super) fn record(&self, event: &Event) {
        let is_end = matches!(event.what, EventKind::Succeeded { .. } | EventKind::Failed { .. });
        match (self, line(event)) {
            (Self::Bar(bar), Some(line)) => {
                bar.set_message(line);
                bar.inc(u64::from(is_end));
            }
            (Self::Lines, Some(line)) => self.note(&line),
            (Self::Bar(_) | Self::Lines | Self::Nothing, _) => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn line(event: &Event) -> Option<String> {
    let Event { time, site_code, server_fqdn, what } = event;
    let what = match what {
        EventKind::Began { replicas_only: true, .. } => format!("{site_code} starts synchronizing its replicas"),
        EventKind::Began { extent, .. } => beginning(site_code, *extent),
        EventKind::Entered { .. } | EventKind::Repeated { .. } => return None,
        EventKind::Succeeded { state, version } => {
            format!("{site_code} {server_fqdn}: {} {}, version {version}", state.code(), state.meaning())
        }
        EventKind::Failed { state, failure } => {
            format!("{site_code} {server_fqdn}: {} {}, it {}", state.code(), state.meaning(), failure.reason())
        }
    };
    Some(format!("{} {what}", minute(*time)))
}

fn bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} software update points  {wide_msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// How the start of a site's synchronization is announced.
pub(super) fn beginning(site_code: &str, extent: Extent) -> String {
    match extent {
        Extent::Full => format!("{site_code} starts a full synchronization"),
        Extent::Delta => format!("{site_code} starts synchronizing"),
    }
}
