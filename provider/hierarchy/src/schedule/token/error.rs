use std::fmt;

use super::super::start::{Start, StartError};
use crate::schedule::InvalidSchedule;

/// Why a schedule has no token, or a token has no schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The schedule breaks rules.
    Invalid(InvalidSchedule),
    /// The start is not in UTC.
    Clock(String),
    /// The start has seconds.
    Seconds,
    /// The start is outside the years that a token can express.
    Year(i16),
    /// It does not have 16 hexadecimal digits.
    Digits,
    /// It holds several schedules.
    Several(usize),
    /// The schedule runs only once.
    Once,
    /// Its recurrence type has no known meaning.
    Type(u32),
    /// Its start is not a date and time of day.
    Start,
    /// A part of it has no known meaning, as a sentence.
    Part(&'static str),
}

impl fmt::Display for TokenError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(invalid) => write!(out, "{invalid}"),
            Self::Clock(start) => write!(
                out,
                "schedule.start \"{start}\" is not in UTC. A token cannot contain another offset or a time zone. Write \
                 it in UTC{}. The days of the schedule are then in UTC as well.",
                in_utc(start).map(|utc| format!(", \"{utc}\"")).unwrap_or_default()
            ),
            Self::Seconds => out.write_str(
                "schedule.start has seconds. A token cannot contain seconds. Write a start at a full minute.",
            ),
            Self::Year(year) => write!(
                out,
                "schedule.start is in the year {year}. A token can contain the years 1970 to 2033. Write a start in \
                 those years."
            ),
            Self::Digits => out.write_str("A token has 16 hexadecimal digits, such as \"0001200000100038\"."),
            Self::Several(count) => write!(
                out,
                "The token has {count} schedules of 16 digits each. Synchronization has one schedule: write the 16 \
                 digits of one of them."
            ),
            Self::Once => out.write_str(
                "The token is for a schedule that runs only once. Synchronization needs a recurring schedule, or none.",
            ),
            Self::Type(kind) => {
                write!(
                    out,
                    "The recurrence type of the token is {kind}. Known types are 2 (interval), 3 (weekly) and \
                             4 to 6 (monthly)."
                )
            }
            Self::Start => out.write_str("The first 8 digits of the token are not a date and time of day."),
            Self::Part(what) => out.write_str(what),
        }
    }
}

impl std::error::Error for TokenError {}

impl From<InvalidSchedule> for TokenError {
    fn from(invalid: InvalidSchedule) -> Self {
        Self::Invalid(invalid)
    }
}

fn in_utc(start: &str) -> Option<String> {
    let start: Result<Start, StartError> = Start::parse(start);
    start.ok().map(|start| start.at().to_string())
}
