//! The `--since` option.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// A time, or an age in hierarchy time; displayed as typed.
#[derive(Clone, Debug)]
pub(crate) struct Since {
    typed: String,
    start: Start,
}

#[derive(Clone, Copy, Debug)]
enum Start {
    Time(Timestamp),
    Age(Span),
}

impl Since {
    /// The time it means at `now`; the earliest time there is for an age beyond it.
    pub(crate) fn before(&self, now: Timestamp) -> Timestamp {
        match self.start {
            Start::Time(time) => time,
            Start::Age(age) => {
                now.to_zoned(TimeZone::UTC).checked_sub(age.abs()).map_or(Timestamp::MIN, |then| then.timestamp())
            }
        }
    }
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = |date: Date| date.to_zoned(TimeZone::UTC).map(|midnight| midnight.timestamp());
        let time = text.parse::<Timestamp>().or_else(|_| text.parse::<Date>().and_then(day)).map(Start::Time);
        let start = time.or_else(|_| text.parse().map(Start::Age)).map_err(|_| {
            "write a time such as 2026-11-22T18:00:00Z, a day such as 2026-11-22, or an age such as 2h".to_owned()
        })?;
        Ok(Self { typed: text.to_owned(), start })
    }
}

impl fmt::Display for Since {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_days_and_ages_are_understood() {
        let now: Timestamp = "2026-11-22T18:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("2026-11-20T12:30:00+01:00", Some("2026-11-20T11:30:00Z")),
            ("2026-11-20", Some("2026-11-20T00:00:00Z")),
            ("90m", Some("2026-11-22T16:30:00Z")),
            ("3d", Some("2026-11-19T18:00:00Z")),
            ("-2h", Some("2026-11-22T16:00:00Z")),
            ("1 week", Some("2026-11-15T18:00:00Z")),
            ("yesterday", None),
            ("2026-13-01", None),
            ("", None),
        ] {
            let parsed = text.parse::<Since>().ok().map(|since| since.before(now).to_string());
            assert_eq!(parsed.as_deref(), expected, "{text:?}");
        }
    }
}
