//! From when on changes are shown.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// A time, or an age on the hierarchy's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Since {
    Time(Timestamp),
    Age(Span),
}

impl Since {
    /// When that is. Nothing is older than time itself.
    pub(crate) fn before(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Time(time) => time,
            Self::Age(age) => {
                now.to_zoned(TimeZone::UTC).checked_sub(age.abs()).map_or(Timestamp::MIN, |then| then.timestamp())
            }
        }
    }
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = |date: Date| date.to_zoned(TimeZone::UTC).map(|midnight| midnight.timestamp());
        let time = text.parse::<Timestamp>().or_else(|_| text.parse::<Date>().and_then(day)).map(Self::Time);
        time.or_else(|_| text.parse().map(Self::Age)).map_err(|_| {
            "write a time such as 2026-11-22T18:00:00Z, a day such as 2026-11-22, or an age such as 2h".to_owned()
        })
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
