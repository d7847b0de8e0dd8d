//! Days of a month.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ToSpan};

use super::start;
use crate::model::{self, MonthlyByDate, MonthlyByWeekday, Week};

/// The second Tuesday of a month, when Microsoft publishes its updates; `None` outside the years -9999 to 9999 and the
/// months 1 to 12.
#[must_use]
pub fn patch_tuesday(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(2, Weekday::Tuesday).ok()
}

/// When Microsoft publishes the updates of a month: 10:00 on [`patch_tuesday`] in Seattle, summer and winter.
#[must_use]
pub fn patch_tuesday_release(year: i16, month: i8) -> Option<Timestamp> {
    static SEATTLE: LazyLock<TimeZone> =
        LazyLock::new(|| start::zone("America/Los_Angeles").unwrap_or_else(|| TimeZone::fixed(offset(-8))));
    SEATTLE.to_timestamp(patch_tuesday(year, month)?.at(10, 0, 0, 0)).ok()
}

/// Months since the year 0, so that months can be added and subtracted.
pub(super) fn month_number(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

fn first_of(month_number: i32) -> Option<Date> {
    let year = i16::try_from(month_number.div_euclid(12)).ok()?;
    let month = i8::try_from(month_number.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

/// A day of a month.
#[derive(Clone, Copy, Debug)]
pub(super) enum DayOfMonth {
    /// The date, from 1 on.
    Date(i8),
    Last,
    /// This number of days after the n-th weekday (-1: the last).
    Weekday {
        nth: i8,
        weekday: Weekday,
        offset_days: i64,
    },
}

impl DayOfMonth {
    pub(super) fn by_date(form: &MonthlyByDate) -> Option<Self> {
        let day = i8::try_from(form.day).ok()?;
        Some(if day == 0 { Self::Last } else { Self::Date(day) })
    }

    pub(super) fn by_weekday(form: &MonthlyByWeekday) -> Self {
        let nth = match form.week {
            Week::First => 1,
            Week::Second => 2,
            Week::Third => 3,
            Week::Fourth => 4,
            Week::Last => -1,
        };
        Self::Weekday { nth, weekday: weekday(form.day), offset_days: i64::from(form.offset_days) }
    }

    /// The day in a month. The product does not document the 29th to 31st in a shorter month. Here it is the last day,
    /// so that no month is left out.
    pub(super) fn in_month(self, month_number: i32) -> Option<Date> {
        let first = first_of(month_number)?;
        match self {
            Self::Date(day) => Date::new(first.year(), first.month(), day.min(first.days_in_month())).ok(),
            Self::Last => Some(first.last_of_month()),
            Self::Weekday { nth, weekday, offset_days } => {
                first.nth_weekday_of_month(nth, weekday).ok()?.checked_add(offset_days.days()).ok()
            }
        }
    }
}

pub(super) fn weekday(day: model::Weekday) -> Weekday {
    match day {
        model::Weekday::Sunday => Weekday::Sunday,
        model::Weekday::Monday => Weekday::Monday,
        model::Weekday::Tuesday => Weekday::Tuesday,
        model::Weekday::Wednesday => Weekday::Wednesday,
        model::Weekday::Thursday => Weekday::Thursday,
        model::Weekday::Friday => Weekday::Friday,
        model::Weekday::Saturday => Weekday::Saturday,
    }
}
