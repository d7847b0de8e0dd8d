use jiff::civil::DateTime;

use super::super::start::Start;
use super::error::TokenError;
use super::fields::{Field, kind, recurrence, start};
use crate::model::{Interval, MonthlyByDate, MonthlyByWeekday, Schedule, Week, Weekday, Weekly};
use crate::schedule::check;

/// The schedule of a token, case-insensitive; `None` for an empty text, with which the product stores no schedule.
///
/// The start is in UTC. The product's default start, on the clock of its reader, is left out. Any other start on that
/// clock is assumed to be in UTC, because the token does not contain its time zone. The duration is left out.
///
/// # Errors
/// If it is not the token of one recurring schedule, has parts without a known meaning, or breaks rules.
pub fn parse_token(token: &str) -> Result<Option<Schedule>, TokenError> {
    if token.is_empty() {
        return Ok(None);
    }
    if !token.bytes().all(|digit| digit.is_ascii_hexdigit()) || !token.len().is_multiple_of(16) {
        return Err(TokenError::Digits);
    }
    if token.len() > 16 {
        return Err(TokenError::Several(token.len() / 16));
    }
    let word = |digits: Option<&str>| digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let (first, second) = word(token.get(..8)).zip(word(token.get(8..))).ok_or(TokenError::Digits)?;

    let local = start_of(first).ok_or(TokenError::Start)?;
    let is_default = local == Start::product_default().local() && recurrence::UTC.read(second) == 0;
    let start = (!is_default).then(|| format!("{local}Z"));
    let schedule = Schedule { start, ..form(second)? };
    check(&schedule)?;
    Ok(Some(schedule))
}

fn start_of(word: u32) -> Option<DateTime> {
    let part = |field: Field| i8::try_from(field.read(word)).ok();
    let year = i16::try_from(start::FIRST_YEAR + start::YEAR.read(word)).ok()?;
    let (month, day) = (part(start::MONTH)?, part(start::DAY)?);
    DateTime::new(year, month, day, part(start::HOUR)?, part(start::MINUTE)?, 0, 0).ok()
}

fn form(word: u32) -> Result<Schedule, TokenError> {
    use recurrence::{
        DATE, DATE_MONTHS, INTERVAL_DAYS, INTERVAL_HOURS, INTERVAL_MINUTES, OFFSET_DAYS, TYPE, WEEK, WEEKDAY,
        WEEKDAY_MONTHS, WEEKS,
    };
    let mut schedule = Schedule::default();
    let used: &[Field] = match TYPE.read(word) {
        kind::INTERVAL => {
            let given = |field: Field| Some(field.read(word)).filter(|count| *count > 0);
            let (days, hours, minutes) = (given(INTERVAL_DAYS), given(INTERVAL_HOURS), given(INTERVAL_MINUTES));
            schedule.interval = Some(Interval { days, hours, minutes });
            &[INTERVAL_DAYS, INTERVAL_HOURS, INTERVAL_MINUTES]
        }
        kind::WEEKLY => {
            schedule.weekly = Some(Weekly { day: weekday(word)?, every_weeks: WEEKS.read(word) });
            &[WEEKDAY, WEEKS]
        }
        kind::BY_DATE => {
            let form = MonthlyByDate { day: DATE.read(word), every_months: DATE_MONTHS.read(word) };
            schedule.monthly_by_date = Some(form);
            &[DATE, DATE_MONTHS]
        }
        with_or_without_offset @ (kind::BY_WEEKDAY | kind::AFTER_WEEKDAY) => {
            let has_offset = with_or_without_offset == kind::AFTER_WEEKDAY;
            schedule.monthly_by_weekday = Some(MonthlyByWeekday {
                week: week(word)?,
                day: weekday(word)?,
                offset_days: if has_offset { OFFSET_DAYS.read(word) } else { 0 },
                every_months: WEEKDAY_MONTHS.read(word),
            });
            if has_offset { &[WEEKDAY, WEEKDAY_MONTHS, WEEK, OFFSET_DAYS] } else { &[WEEKDAY, WEEKDAY_MONTHS, WEEK] }
        }
        kind::ONCE => return Err(TokenError::Once),
        other => return Err(TokenError::Type(other)),
    };
    let always = [recurrence::DURATION, TYPE, recurrence::UTC];
    let known = used.iter().chain(&always).fold(0, |bits, field| bits | field.mask());
    if word & !known == 0 {
        Ok(schedule)
    } else {
        Err(TokenError::Part("The token sets bits that its recurrence type does not use."))
    }
}

fn weekday(word: u32) -> Result<Weekday, TokenError> {
    Ok(match recurrence::WEEKDAY.read(word) {
        1 => Weekday::Sunday,
        2 => Weekday::Monday,
        3 => Weekday::Tuesday,
        4 => Weekday::Wednesday,
        5 => Weekday::Thursday,
        6 => Weekday::Friday,
        7 => Weekday::Saturday,
        _ => return Err(TokenError::Part("The day of the week of the token is 0, but must be 1 to 7.")),
    })
}

fn week(word: u32) -> Result<Week, TokenError> {
    Ok(match recurrence::WEEK.read(word) {
        0 => Week::Last,
        1 => Week::First,
        2 => Week::Second,
        3 => Week::Third,
        4 => Week::Fourth,
        _ => return Err(TokenError::Part("The week of the month of the token is greater than 4.")),
    })
}
