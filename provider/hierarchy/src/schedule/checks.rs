//! The checks of a schedule. Each one is that of the rule with its number.

use std::fmt;

use super::start::{Start, StartError, zones};
use crate::judgement::{Problem, RuleId, out_of_range};
use crate::model::Schedule;
use crate::wording::{did_you_mean, listed, nearest};

/// One check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Check {
    pub(crate) rule: RuleId,
    pub(crate) problems: fn(&Schedule) -> Vec<Problem>,
}

pub(crate) const ONE_FORM: Check = Check { rule: RuleId("V88"), problems: |it| has_one_form(it).into_iter().collect() };
pub(crate) const INTERVAL: Check =
    Check { rule: RuleId("V89"), problems: |it| interval_is_one_span(it).into_iter().collect() };
pub(crate) const WEEKS: Check =
    Check { rule: RuleId("V90"), problems: |it| weeks_are_in_range(it).into_iter().collect() };
pub(crate) const MONTHS: Check = Check { rule: RuleId("V91"), problems: months_are_in_range };
pub(crate) const OFFSET: Check =
    Check { rule: RuleId("V92"), problems: |it| offset_is_in_range(it).into_iter().collect() };
pub(crate) const START: Check = Check { rule: RuleId("V93"), problems: |it| start_is_a_time(it).into_iter().collect() };

const ALL: [Check; 6] = [ONE_FORM, INTERVAL, WEEKS, MONTHS, OFFSET, START];

/// All problems of a schedule, as running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSchedule(Vec<(RuleId, Problem)>);

impl InvalidSchedule {
    /// The rules it breaks.
    pub fn rules(&self) -> impl Iterator<Item = RuleId> {
        self.0.iter().map(|(rule, _)| *rule)
    }
}

impl fmt::Display for InvalidSchedule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (rule, problem)) in self.0.iter().enumerate() {
            let gap = if number > 0 { "\n\n" } else { "" };
            write!(out, "{gap}{} ({rule}). {}", problem.what, problem.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidSchedule {}

/// Checks that a schedule is valid.
///
/// # Errors
/// If it is not valid.
pub fn check(schedule: &Schedule) -> Result<(), InvalidSchedule> {
    let of =
        |check: &Check| (check.problems)(schedule).into_iter().map(|problem| (check.rule, problem)).collect::<Vec<_>>();
    let found: Vec<_> = ALL.iter().flat_map(of).collect();
    if found.is_empty() { Ok(()) } else { Err(InvalidSchedule(found)) }
}

/// The attributes of which a schedule has exactly one.
pub(crate) const FORMS: [&str; 4] =
    ["schedule.interval", "schedule.weekly", "schedule.monthly_by_date", "schedule.monthly_by_weekday"];

fn has_one_form(schedule: &Schedule) -> Option<Problem> {
    let Schedule { start: _, interval, weekly, monthly_by_date, monthly_by_weekday } = schedule;
    let given = [interval.is_some(), weekly.is_some(), monthly_by_date.is_some(), monthly_by_weekday.is_some()];
    let forms = FORMS.into_iter().filter_map(|form| form.strip_prefix("schedule."));
    let given: Vec<&str> = forms.zip(given).filter_map(|(form, is_given)| is_given.then_some(form)).collect();
    let what = match given.as_slice() {
        [_] => return None,
        [] => "schedule has no recurrence".to_owned(),
        several => format!("schedule has {} forms: {}", several.len(), listed(several)),
    };
    Some(Problem::at(
        "schedule",
        what,
        "Write one of interval, weekly, monthly_by_date and monthly_by_weekday, or leave out schedule to synchronize \
         only manually.",
    ))
}

fn interval_is_one_span(schedule: &Schedule) -> Option<Problem> {
    let interval = schedule.interval.as_ref()?;
    let spans = [("days", interval.days, 31), ("hours", interval.hours, 23), ("minutes", interval.minutes, 59)];
    let given = spans.into_iter().filter_map(|(unit, count, most)| count.map(|count| (unit, count, most)));
    let given: Vec<(&str, u32, u32)> = given.collect();
    let what = match given.as_slice() {
        [(_, count, most)] if (1..=*most).contains(count) => return None,
        [(unit, count, most)] => format!("schedule.interval is {count} {unit}, but must be 1 to {most}"),
        [] => "schedule.interval has no days, hours or minutes".to_owned(),
        several => {
            let units: Vec<&str> = several.iter().map(|(unit, ..)| *unit).collect();
            format!("schedule.interval has {}, but must have one of them", listed(&units))
        }
    };
    Some(Problem::at(
        "schedule.interval",
        what,
        "An interval is 1 to 31 days, 1 to 23 hours or 1 to 59 minutes. For example:\n\n  interval = { days = \
         1 }",
    ))
}

fn weeks_are_in_range(schedule: &Schedule) -> Option<Problem> {
    let weekly = schedule.weekly.as_ref()?;
    out_of_range(
        "schedule.weekly.every_weeks",
        weekly.every_weeks,
        1..=4,
        "1 means every week. For longer intervals, use a monthly form.",
    )
}

fn months_are_in_range(schedule: &Schedule) -> Vec<Problem> {
    const MONTHS: &str = "1 means every month.";
    let by_date = schedule.monthly_by_date.as_ref();
    let by_weekday = schedule.monthly_by_weekday.as_ref();
    let problems = [
        by_date.and_then(|form| {
            out_of_range("schedule.monthly_by_date.day", form.day, 0..=31, "0 means the last day of the month.")
        }),
        by_date
            .and_then(|form| out_of_range("schedule.monthly_by_date.every_months", form.every_months, 1..=12, MONTHS)),
        by_weekday.and_then(|form| {
            out_of_range("schedule.monthly_by_weekday.every_months", form.every_months, 1..=12, MONTHS)
        }),
    ];
    problems.into_iter().flatten().collect()
}

fn offset_is_in_range(schedule: &Schedule) -> Option<Problem> {
    let form = schedule.monthly_by_weekday.as_ref()?;
    let why = "It is a number of days after the weekday: for the second Tuesday, 1 is the day after Patch Tuesday.";
    out_of_range("schedule.monthly_by_weekday.offset_days", form.offset_days, 0..=7, why)
}

fn start_is_a_time(schedule: &Schedule) -> Option<Problem> {
    let start = schedule.start.as_ref()?;
    let error = Start::parse(start).err()?;
    let detail = match &error {
        StartError::Form => {
            "The start is a date, a time and an offset from UTC, so that it is the same time everywhere. Write, for \
                             example, \"2026-01-13T03:00:00+01:00\". To follow the daylight saving time of a time \
                             zone, write \"2026-01-13T03:00:00+01:00[Europe/Berlin]\"."
                .to_owned()
        }
        StartError::UnknownZone(zone) => {
            let names: Vec<String> = zones().collect();
            let near = did_you_mean(nearest(zone, names.iter().map(String::as_str)));
            format!("Use a time zone name of the IANA database, such as Europe/Berlin.{near}")
        }
        StartError::OffsetMismatch(wrong) => format!(
            "The offset and the time zone give two different times. Write \"{}\", or leave out the time zone to keep \
                the same offset all year.",
            wrong.instead
        ),
    };
    Some(Problem::at("schedule.start", format!("schedule.start \"{start}\" {error}"), detail))
}
