use std::str::FromStr;

use jiff::{SignedDuration, Span, Zoned};

/// How far a clock is to be put forward.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead(Span);

impl Ahead {
    /// How long that is from a time on: months have their own lengths.
    pub(super) fn from(self, now: &Zoned) -> Result<SignedDuration, jiff::Error> {
        self.0.to_duration(now)
    }
}

impl FromStr for Ahead {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| "write how far it is to go on, such as 90m, 2h30m, 8d, 1w or 1mo")
    }
}
