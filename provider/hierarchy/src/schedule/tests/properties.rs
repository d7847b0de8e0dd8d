//! Any schedule fires when a search day by day finds that it fires.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::schedule::{Recurrence, Start, parse_token, token};

const CLOCKS: [&str; 5] = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"];

fn a_weekday() -> impl Strategy<Value = Weekday> {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    select(&[Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday][..])
}

/// A form whose runs are days.
fn a_form_of_days() -> impl Strategy<Value = Schedule> {
    let week = select(&[Week::First, Week::Second, Week::Third, Week::Fourth, Week::Last][..]);
    prop_oneof![
        (1..=31_u32).prop_map(|days| every(days, 0, 0)),
        (a_weekday(), 1..=4_u32).prop_map(|(day, weeks)| weekly(day, weeks)),
        (0..=31_u32, 1..=12_u32).prop_map(|(day, months)| by_date(day, months)),
        (week, a_weekday(), 0..=7_u32, 1..=12_u32)
            .prop_map(|(week, day, offset, months)| by_weekday(week, day, offset, months)),
    ]
}

fn a_form() -> impl Strategy<Value = Schedule> {
    let span = prop_oneof![(1..=23_u32).prop_map(|hours| (hours, 0)), (1..=59_u32).prop_map(|minutes| (0, minutes))];
    prop_oneof![3 => a_form_of_days(), 1 => span.prop_map(|(hours, minutes)| every(0, hours, minutes))]
}

/// A zone, and a time of day on one of its days.
fn a_start() -> impl Strategy<Value = (TimeZone, Timestamp)> {
    let day = (0..1_500_i64).prop_map(|days| date(2010, 1, 1).checked_add(days.days()).unwrap());
    (select(&CLOCKS[..]), day, 0..24_i8, 0..60_i8).prop_map(|(name, day, hour, minute)| {
        let zone = TimeZone::get(name).unwrap();
        let at = zone.to_ambiguous_timestamp(day.at(hour, minute, 0, 0)).compatible().unwrap();
        (zone, at)
    })
}

fn written(zone: &TimeZone, at: Timestamp) -> String {
    format!("{}[{}]", at.display_with_offset(zone.to_offset(at)), zone.iana_name().unwrap())
}

/// Whether the day is one of the schedule, by counting from the start.
fn is_its_day(schedule: &Schedule, start: Date, day: Date) -> bool {
    let days = (day - start).get_days();
    let months = |anchor: Date| {
        (i32::from(anchor.year()) - i32::from(start.year())) * 12 + i32::from(anchor.month() - start.month())
    };
    let is_month = |anchor: Date, every: u32| months(anchor).rem_euclid(i32::try_from(every).unwrap()) == 0;
    if let Some(interval) = &schedule.interval {
        return days % i32::try_from(interval.days.unwrap()).unwrap() == 0;
    }
    let number = |day: Date| u32::try_from(day.weekday().to_sunday_zero_offset()).unwrap();
    if let Some(form) = &schedule.weekly {
        // Weeks are counted from the weekday of the start.
        return number(day) == form.day as u32 && (days / 7) % i32::try_from(form.every_weeks).unwrap() == 0;
    }
    if let Some(form) = &schedule.monthly_by_date {
        let last = u32::try_from(day.days_in_month()).unwrap();
        let wanted = if form.day == 0 { last } else { form.day.min(last) };
        return u32::try_from(day.day()).unwrap() == wanted && is_month(day, form.every_months);
    }
    let form = schedule.monthly_by_weekday.as_ref().unwrap();
    let anchor = day - i64::from(form.offset_days).days();
    let nth = match form.week {
        Week::Last => anchor.day() + 7 > anchor.days_in_month(),
        week => i8::try_from(week as u32).unwrap() == (anchor.day() - 1) / 7,
    };
    nth && number(anchor) == form.day as u32 && is_month(anchor, form.every_months)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn time_goes_on(form in a_form(), (zone, at) in a_start(), ahead in -500..2_000_i64) {
        let recurrence = Recurrence::of(&starting(&written(&zone, at), form)).unwrap();
        let from = at + (ahead * 24).hours();
        let runs = std::iter::successors(recurrence.next_after(from), |time| recurrence.next_after(*time));
        let mut before = from;
        for run in runs.take(50) {
            prop_assert!(run > before && run >= at);
            // Nothing is between the two.
            let middle = before.as_nanosecond() + (run.as_nanosecond() - before.as_nanosecond()) / 2;
            prop_assert_eq!(recurrence.next_after(Timestamp::from_nanosecond(middle).unwrap()), Some(run));
            before = run;
        }
    }

    #[test]
    fn a_search_day_by_day_agrees(form in a_form_of_days(), (zone, at) in a_start()) {
        let schedule = starting(&written(&zone, at), form);
        let recurrence = Recurrence::of(&schedule).unwrap();
        let local = zone.to_datetime(at);
        let days = (0..1_100_i64).map(|days| local.date() + days.days());
        let mut expected: Vec<Timestamp> = days
            .filter(|day| is_its_day(&schedule, local.date(), *day))
            .map(|day| zone.to_ambiguous_timestamp(day.to_datetime(local.time())).compatible().unwrap())
            .filter(|time| *time >= at)
            .collect();
        // A day that a time zone skips falls on the next one.
        expected.dedup();
        let first = recurrence.next_after(at - 1.second());
        let found = std::iter::successors(first, |time| recurrence.next_after(*time)).take(expected.len());
        prop_assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn tokens_are_read_as_they_were_written(form in a_form(), (_, at) in a_start()) {
        let schedule = starting(&at.to_string(), form);
        let written = token(&schedule).unwrap();
        prop_assert_eq!(parse_token(&written), Ok(Some(schedule)));
    }

    #[test]
    fn any_digits_are_read_or_refused(token in "[0-9A-Fa-f]{16}") {
        let _ = parse_token(&token);
    }

    #[test]
    fn any_start_is_read_or_refused(text in r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|[+-][0-9:]{5})(\[[A-Za-z/]*\])?|.*") {
        let _ = Start::parse(&text);
    }
}
