//! The time zone of a site server: `SMS_Site.TimeZoneInfo`.
//!
//! It is a `TIME_ZONE_INFORMATION` structure of Windows, its numbers in hexadecimal digits and without its names, as public
//! samples show. It has the rules of a zone and not its name. A zone of the IANA database with the same offsets all year gives
//! the same times, so a schedule is read on that one.

use std::sync::LazyLock;

use jiff::civil::{DateTime, Weekday, date};
use jiff::tz::{Offset, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan};

/// The database in the binary, so that a zone is the same on every machine.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The zones of large regions, which are tried first: many zones of the database have the same offsets.
const PREFERRED: [&str; 24] = [
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "Europe/Moscow",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Asia/Seoul",
    "Asia/Jerusalem",
    "Australia/Sydney",
    "Australia/Brisbane",
    "Australia/Perth",
    "Pacific/Auckland",
    "Africa/Johannesburg",
    "Africa/Cairo",
];

/// The clock of a site server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    Utc,
    /// The same offset all year.
    Fixed(Offset),
    /// A zone of the IANA database with the same offsets.
    Zone(String),
}

/// The rules of a `TIME_ZONE_INFORMATION`. Minutes are added to local time to get UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rules {
    bias: i32,
    standard: Option<Switch>,
    standard_bias: i32,
    daylight: Option<Switch>,
    daylight_bias: i32,
}

/// When a clock is changed: a weekday of a month, of which the fifth is the last, at a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Switch {
    month: i8,
    weekday: Weekday,
    week: i8,
    hour: i8,
    minute: i8,
}

/// The clock of a site server in a year; `None` if the text is not understood, or no zone has these offsets.
pub(crate) fn read(text: &str, year: i16) -> Option<Clock> {
    let rules = Rules::read(text)?;
    let (Some(_), Some(_)) = (rules.standard, rules.daylight) else {
        return Some(match Offset::from_seconds(-rules.bias.checked_mul(60)?).ok()? {
            Offset::UTC => Clock::Utc,
            offset => Clock::Fixed(offset),
        });
    };
    let expected = rules.offsets(year)?;
    let has_offsets = |name: &String| offsets(name, year).is_some_and(|offsets| offsets == expected);
    let all = ZONES.available().map(|name| name.to_string()).filter(|name| name.contains('/'));
    PREFERRED.iter().map(|name| (*name).to_owned()).chain(all).find(has_offsets).map(Clock::Zone)
}

/// The start of a schedule whose token has this local time.
pub(crate) fn start(clock: &Clock, local: DateTime) -> Option<String> {
    Some(match clock {
        Clock::Utc => format!("{local}Z"),
        Clock::Fixed(offset) => offset.to_timestamp(local).ok()?.display_with_offset(*offset).to_string(),
        Clock::Zone(name) => {
            let zone = ZONES.get(name).ok()?;
            let at = zone.to_ambiguous_timestamp(local).compatible().ok()?;
            format!("{}[{name}]", at.display_with_offset(zone.to_offset(at)))
        }
    })
}

/// The offset at noon UTC of each day.
fn offsets(name: &str, year: i16) -> Option<Vec<i32>> {
    let zone = ZONES.get(name).ok()?;
    Some(noons(year).map(|noon| zone.to_offset(noon).seconds()).collect())
}

fn noons(year: i16) -> impl Iterator<Item = Timestamp> {
    let first = date(year, 1, 1).at(12, 0, 0, 0);
    (0..365_i32).filter_map(move |day| Offset::UTC.to_timestamp(first.checked_add(day.days()).ok()?).ok())
}

impl Rules {
    fn read(text: &str) -> Option<Self> {
        let words =
            text.split_whitespace().map(|word| u32::from_str_radix(word, 16)).collect::<Result<Vec<_>, _>>().ok()?;
        let [bias, standard @ .., daylight_bias] = words.as_slice() else { return None };
        let (standard, rest) = standard.split_at_checked(8)?;
        let [standard_bias, daylight @ ..] = rest else { return None };
        if daylight.len() != 8 {
            return None;
        }
        Some(Self {
            bias: bias.cast_signed(),
            standard: Switch::read(standard)?,
            standard_bias: standard_bias.cast_signed(),
            daylight: Switch::read(daylight)?,
            daylight_bias: daylight_bias.cast_signed(),
        })
    }

    /// The offset at noon UTC of each day of a year.
    fn offsets(&self, year: i16) -> Option<Vec<i32>> {
        let offset = |bias: i32| Offset::from_seconds(-(self.bias.checked_add(bias)?).checked_mul(60)?).ok();
        let (standard, daylight) = (offset(self.standard_bias)?, offset(self.daylight_bias)?);
        // Each switch is at a local time of the clock before it.
        let begins = standard.to_timestamp(self.daylight?.in_year(year)?).ok()?;
        let ends = daylight.to_timestamp(self.standard?.in_year(year)?).ok()?;
        let is_daylight = |at: &Timestamp| match begins < ends {
            true => begins <= *at && *at < ends,
            false => *at < ends || begins <= *at,
        };
        Some(noons(year).map(|noon| if is_daylight(&noon) { daylight } else { standard }.seconds()).collect())
    }
}

impl Switch {
    /// The eight words of a `SYSTEMTIME`; no switch if its month is 0.
    fn read(words: &[u32]) -> Option<Option<Self>> {
        let &[year, month, weekday, week, hour, minute, _, _] = words else { return None };
        if month == 0 {
            return Some(None);
        }
        let small = |word: u32| i8::try_from(word).ok();
        // A switch with a year happens once: no rule of every year.
        (year == 0).then_some(())?;
        Some(Some(Self {
            month: small(month)?,
            weekday: Weekday::from_sunday_zero_offset(small(weekday)?).ok()?,
            week: small(week).filter(|week| (1..=5).contains(week))?,
            hour: small(hour)?,
            minute: small(minute)?,
        }))
    }

    fn in_year(self, year: i16) -> Option<DateTime> {
        let month = date(year, 1, 1).with().month(self.month).build().ok()?;
        let week = if self.week == 5 { -1 } else { self.week };
        month.nth_weekday_of_month(week, self.weekday).ok().map(|day| day.at(self.hour, self.minute, 0, 0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const PACIFIC: &str = "000001E0 0000 000B 0000 0001 0002 0000 0000 0000 00000000 0000 0003 0000 0002 0002 0000 0000 0000 \
                           FFFFFFC4";
    const CENTRAL_EUROPE: &str =
        "FFFFFFC4 0000 000A 0000 0005 0003 0000 0000 0000 00000000 0000 0003 0000 0005 0002 0000 0000 0000 FFFFFFC4";
    const INDIA: &str =
        "FFFFFEB6 0000 0000 0000 0000 0000 0000 0000 0000 00000000 0000 0000 0000 0000 0000 0000 0000 0000 00000000";
    const SYDNEY: &str =
        "FFFFFDA8 0000 0004 0000 0001 0003 0000 0000 0000 00000000 0000 000A 0000 0001 0002 0000 0000 0000 FFFFFFC4";

    #[test]
    fn the_rules_of_a_site_server_name_a_zone() {
        let zone = |name: &str| Some(Clock::Zone(name.to_owned()));
        for (text, expected) in [
            (PACIFIC, zone("America/Los_Angeles")),
            (CENTRAL_EUROPE, zone("Europe/Berlin")),
            (SYDNEY, zone("Australia/Sydney")),
            (INDIA, Some(Clock::Fixed(Offset::constant(5).saturating_add(30.minutes())))),
            (&INDIA.replace("FFFFFEB6", "00000000"), Some(Clock::Utc)),
            ("", None),
            ("000001E0 0000", None),
            (&PACIFIC.replace("000B", "000D"), None),
            ("W. Europe Standard Time", None),
        ] {
            assert_eq!(read(text, 2026), expected, "{text}");
        }
    }

    #[test]
    fn a_start_is_on_the_clock_of_the_site_server() {
        let local = date(2026, 1, 13).at(3, 0, 0, 0);
        let india = Clock::Fixed(Offset::constant(5).saturating_add(30.minutes()));
        for (clock, expected) in [
            (Clock::Utc, "2026-01-13T03:00:00Z"),
            (india, "2026-01-13T03:00:00+05:30"),
            (Clock::Zone("Europe/Berlin".to_owned()), "2026-01-13T03:00:00+01:00[Europe/Berlin]"),
        ] {
            assert_eq!(start(&clock, local).unwrap(), expected);
        }
    }
}
