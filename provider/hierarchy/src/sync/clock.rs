//! The hierarchy's clock.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::facts::Timekeeping;
use crate::store::StoreError;

/// What the hierarchy's clock shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClockReading {
    /// The time in the hierarchy.
    pub time: Timestamp,
    /// The time of the machine.
    pub machine_time: Timestamp,
    /// How many seconds the hierarchy's clock was put ahead of the machine's.
    pub ahead_seconds: i64,
    /// True where the machine's clock went back: the hierarchy's stands still until it has caught up.
    pub stands_still: bool,
}

/// Why a clock is not moved.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// Time only goes on.
    #[error("the hierarchy's clock goes forward only")]
    Back,
    /// Farther than there are dates.
    #[error("the hierarchy's clock does not go that far")]
    TooFar,
    /// The hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ClockError {
    /// What its reader can do about it, as a sentence.
    #[must_use]
    pub fn way_out(&self) -> String {
        match self {
            Self::Back => "Write how far it is to go on, such as 90m, 8d or 1w. What has happened stays.".to_owned(),
            Self::TooFar => format!("Write a shorter time: it goes as far as the year {LAST_YEAR}."),
            Self::Store(error) => error.way_out().to_owned(),
        }
    }
}

/// Years beyond this are not those of an administrator, and schedules run through each day of them.
pub(crate) const LAST_YEAR: i16 = 2200;

impl ClockReading {
    pub(crate) fn of(time: &Timekeeping, machine_time: Timestamp) -> Self {
        let shown = time.now(machine_time);
        let unhindered = machine_time.saturating_add(SignedDuration::from_secs(time.ahead)).unwrap_or(machine_time);
        Self {
            time: shown,
            machine_time,
            ahead_seconds: time.ahead,
            // Moments are whole seconds.
            stands_still: unhindered.as_second() < shown.as_second(),
        }
    }
}
