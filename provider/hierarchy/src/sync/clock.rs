//! The hierarchy clock.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::status::SyncStatus;
use crate::facts::{ClockState, LAST_YEAR};
use crate::store::StoreError;

/// A reading of the hierarchy clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClockReading {
    /// The time in the hierarchy.
    pub time: Timestamp,
    /// The machine time.
    pub machine_time: Timestamp,
    /// How many seconds the hierarchy clock was advanced beyond the machine clock.
    pub ahead_seconds: i64,
    /// True if the machine clock went back: the hierarchy clock stops until the machine clock catches up.
    pub stands_still: bool,
}

/// The hierarchy after its clock was advanced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advanced {
    /// The clock.
    pub clock: ClockReading,
    /// The status of all software update points.
    pub status: SyncStatus,
}

/// Why the clock cannot be advanced.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// The clock can only be advanced.
    #[error("the hierarchy clock cannot go back")]
    Back,
    /// The time is beyond the last supported year.
    #[error("the hierarchy clock cannot be advanced that far")]
    TooFar,
    /// The hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ClockError {
    /// What the user can do, as a sentence.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Back => "Write a positive time, such as 90m, 8d or 1w.".to_owned(),
            Self::TooFar => format!("Write a shorter time. The last supported year is {LAST_YEAR}."),
            Self::Store(error) => error.remedy().to_owned(),
        }
    }
}

impl ClockReading {
    pub(crate) fn of(time: &ClockState, machine_time: Timestamp) -> Self {
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
