use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::super::start::Start;
use super::error::TokenError;
use super::fields::{kind, recurrence, start};
use crate::model::{MonthlyByWeekday, Schedule, Week, Weekday};
use crate::schedule::check;

/// The token of a schedule, in capital letters.
///
/// A start in UTC sets `IsGMT`. A schedule without a start has the product's default, 1 February 1970 on the clock of
/// its reader.
///
/// # Errors
/// If the schedule breaks rules, or has a start that a token cannot contain: with seconds, before 1970 or after 2033, with
/// an offset other than UTC, or with a time zone.
pub fn token(schedule: &Schedule) -> Result<String, TokenError> {
    check(schedule)?;
    let (first, is_utc) = match &schedule.start {
        None => (start_word(Start::product_default().local())?, 0),
        Some(text) => match Start::parse(text) {
            Ok(start) if *start.clock() == TimeZone::UTC => (start_word(start.local())?, 1),
            _ => return Err(TokenError::Clock(text.clone())),
        },
    };
    let second = recurrence_word(schedule)
        .ok_or(TokenError::Part("The schedule has a number that does not fit into a token."))?
        | is_utc;
    Ok(format!("{first:08X}{second:08X}"))
}

fn start_word(local: DateTime) -> Result<u32, TokenError> {
    if local.second() != 0 || local.subsec_nanosecond() != 0 {
        return Err(TokenError::Seconds);
    }
    let year = u32::try_from(local.year()).ok().and_then(|year| year.checked_sub(start::FIRST_YEAR));
    let year = year.and_then(|years| start::YEAR.place(years)).ok_or(TokenError::Year(local.year()))?;
    let parts = [
        (start::MINUTE, local.minute()),
        (start::HOUR, local.hour()),
        (start::DAY, local.day()),
        (start::MONTH, local.month()),
    ];
    let place = |word: u32, (field, number): &(super::fields::Field, i8)| {
        Some(word | field.place(u32::try_from(*number).ok()?)?)
    };
    parts.iter().try_fold(year, place).ok_or(TokenError::Start)
}

/// The second word, without `IsGMT`.
fn recurrence_word(schedule: &Schedule) -> Option<u32> {
    let Schedule { start: _, interval, weekly, monthly_by_date, monthly_by_weekday } = schedule;
    if let Some(interval) = interval {
        return Some(
            recurrence::TYPE.place(kind::INTERVAL)?
                | recurrence::INTERVAL_DAYS.place(interval.days.unwrap_or(0))?
                | recurrence::INTERVAL_HOURS.place(interval.hours.unwrap_or(0))?
                | recurrence::INTERVAL_MINUTES.place(interval.minutes.unwrap_or(0))?,
        );
    }
    if let Some(weekly) = weekly {
        return Some(
            recurrence::TYPE.place(kind::WEEKLY)?
                | recurrence::WEEKDAY.place(weekday_number(weekly.day))?
                | recurrence::WEEKS.place(weekly.every_weeks)?,
        );
    }
    if let Some(form) = monthly_by_date {
        return Some(
            recurrence::TYPE.place(kind::BY_DATE)?
                | recurrence::DATE.place(form.day)?
                | recurrence::DATE_MONTHS.place(form.every_months)?,
        );
    }
    by_weekday(monthly_by_weekday.as_ref()?)
}

fn by_weekday(form: &MonthlyByWeekday) -> Option<u32> {
    let week = match form.week {
        Week::Last => 0,
        Week::First => 1,
        Week::Second => 2,
        Week::Third => 3,
        Week::Fourth => 4,
    };
    let kind = if form.offset_days == 0 { kind::BY_WEEKDAY } else { kind::AFTER_WEEKDAY };
    Some(
        recurrence::TYPE.place(kind)?
            | recurrence::WEEKDAY.place(weekday_number(form.day))?
            | recurrence::WEEKDAY_MONTHS.place(form.every_months)?
            | recurrence::WEEK.place(week)?
            | recurrence::OFFSET_DAYS.place(form.offset_days)?,
    )
}

fn weekday_number(day: Weekday) -> u32 {
    match day {
        Weekday::Sunday => 1,
        Weekday::Monday => 2,
        Weekday::Tuesday => 3,
        Weekday::Wednesday => 4,
        Weekday::Thursday => 5,
        Weekday::Friday => 6,
        Weekday::Saturday => 7,
    }
}
