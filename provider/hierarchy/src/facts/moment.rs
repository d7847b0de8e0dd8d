use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A second on the hierarchy's clock: nothing in the simulation happens in between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Moment(i64);

impl Moment {
    /// The second a time is in.
    pub(crate) fn of(time: Timestamp) -> Self {
        Self(time.as_second())
    }

    pub(crate) fn timestamp(self) -> Timestamp {
        Timestamp::from_second(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }

    pub(crate) fn after(self, wait: SignedDuration) -> Self {
        Self(self.0.saturating_add(wait.as_secs()))
    }

    /// How long after another moment it is.
    pub(crate) fn since(self, earlier: Self) -> SignedDuration {
        SignedDuration::from_secs(self.0.saturating_sub(earlier.0))
    }

    /// A number to draw lots with.
    pub(crate) fn number(self) -> u64 {
        self.0.unsigned_abs()
    }
}
