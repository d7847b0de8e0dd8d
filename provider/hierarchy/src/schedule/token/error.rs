use std::fmt;

use super::super::start::{Start, StartError};
use crate::schedule::InvalidSchedule;

/// Why there is no token of a schedule, or no schedule of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The schedule breaks rules.
    Invalid(InvalidSchedule),
    /// The start is not in UTC.
    Clock(String),
    /// The start has seconds.
    Seconds,
    /// The start is outside the years a token has room for.
    Year(i16),
    /// It does not have 16 hexadecimal digits.
    Digits,
    /// It holds several schedules.
    Several(usize),
    /// It is of something that happens once.
    Once,
    /// Its recurrence type has no known meaning.
    Type(u32),
    /// Its start is no date, or no time of day.
    Start,
    /// A part of it has no known meaning: which, in a sentence.
    Part(&'static str),
}

impl fmt::Display for TokenError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(invalid) => write!(out, "{invalid}"),
            Self::Clock(start) => write!(
                out,
                "schedule.start \"{start}\" is not in UTC. A token has no place for another offset or a time zone. Write it in \
                 UTC{}; the days of the schedule are then those in UTC as well.",
                in_utc(start).map(|utc| format!(", \"{utc}\"")).unwrap_or_default()
            ),
            Self::Seconds => out.write_str(
                "schedule.start has seconds. A token has no place for them. Write a start at a full minute.",
            ),
            Self::Year(year) => write!(
                out,
                "schedule.start is in the year {year}. A token has room for 1970 to 2033. Write a start in those years."
            ),
            Self::Digits => out.write_str("A token has 16 hexadecimal digits, such as \"0001200000100038\"."),
            Self::Several(count) => write!(
                out,
                "It holds {count} schedules, one every 16 digits. Synchronisation has one: give the 16 digits of one of them."
            ),
            Self::Once => out.write_str(
                "It is the token of something that happens once. Synchronisation has a schedule that recurs, or none.",
            ),
            Self::Type(kind) => {
                write!(out, "Its recurrence type is {kind}. Known are 2 (interval), 3 (weekly), 4 to 6 (monthly).")
            }
            Self::Start => out.write_str("Its first 8 digits are no date and time of day."),
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
