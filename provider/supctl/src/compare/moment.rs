//! The `--at` option.

use std::fmt;
use std::str::FromStr;

use hierarchy::HistoryEntry;
use jiff::Timestamp;

use crate::shared::since::Since;

/// A moment in the history of a hierarchy; displayed as typed.
#[derive(Clone, Debug)]
pub(crate) enum Moment {
    /// After the change that made this revision.
    Revision(u64),
    /// A time, or an age in hierarchy time.
    Time(Since),
}

impl Moment {
    /// Whether a change had been made at this moment; `now` is the hierarchy time.
    pub(super) fn has_seen(&self, entry: &HistoryEntry, now: Timestamp) -> bool {
        match self {
            Self::Revision(revision) => entry.revision <= *revision,
            Self::Time(time) => entry.time <= time.before(now),
        }
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(revision) => Ok(Self::Revision(revision)),
            Err(_) => text.parse().map(Self::Time).map_err(|error| format!("{error}, or a revision such as 12")),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revision(revision) => write!(out, "revision {revision}"),
            Self::Time(time) => time.fmt(out),
        }
    }
}
