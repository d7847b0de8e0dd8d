//! When synchronization starts on a schedule.

use std::collections::BTreeSet;

use super::classifications::listed_as;
use super::finding::{Finding, RuleId, Severity};
use super::hints::{did_you_mean, listed, nearest, outside};
use super::rule::Check::{Alone, ByType};
use super::rule::Reads::{Each, Together};
use super::rule::{ADVICE, Origin, Problem, Rule, alone};
use crate::model::{Kind, Object, Schedule, SyncSettings};
use crate::schedule::{Start, StartError, zones};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V87"),
        title: "scheduled synchronization requires a schedule",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePointComponent",
        origin: Origin::Code,
        mend: "Write a schedule to synchronize on a schedule, or leave it out to synchronize manually.",
        reads: Together(&["schedule"]),
        check: ByType,
    },
    Rule {
        id: RuleId("V88"),
        title: "a schedule has exactly one form",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "New-CMSchedule",
        origin: Origin::Documented,
        mend: "In schedule, write exactly one of interval, weekly, monthly_by_date and monthly_by_weekday.",
        reads: Together(&FORMS),
        check: Alone(|object| alone(object, schedule_has_one_form)),
    },
    Rule {
        id: RuleId("V89"),
        title: "an interval is 1 to 31 days, 1 to 23 hours or 1 to 59 minutes",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "SMS_ST_RecurInterval; New-CMSchedule",
        origin: Origin::Documented,
        mend: "In schedule.interval, write one of days from 1 to 31, hours from 1 to 23 and minutes from 1 to 59.",
        reads: Together(&["schedule.interval.days", "schedule.interval.hours", "schedule.interval.minutes"]),
        check: Alone(|object| alone(object, interval_is_one_span)),
    },
    Rule {
        id: RuleId("V90"),
        title: "a weekly schedule runs every 1 to 4 weeks",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "SMS_ST_RecurWeekly",
        origin: Origin::Documented,
        mend: "Write schedule.weekly.every_weeks from 1 to 4, and use a monthly form for longer intervals.",
        reads: Together(&["schedule.weekly.every_weeks"]),
        check: Alone(|object| alone(object, weeks_are_in_range)),
    },
    Rule {
        id: RuleId("V91"),
        title: "a monthly schedule runs every 1 to 12 months, on a day from 1 to 31 or the last (0)",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "SMS_ST_RecurMonthlyByDate; SMS_ST_RecurMonthlyByWeekday",
        origin: Origin::Documented,
        mend: "Write every_months from 1 to 12, and schedule.monthly_by_date.day from 0 to 31. 0 is the last day.",
        reads: Each(&[
            "schedule.monthly_by_date.day",
            "schedule.monthly_by_date.every_months",
            "schedule.monthly_by_weekday.every_months",
        ]),
        check: Alone(|object| alone(object, months_are_in_range)),
    },
    Rule {
        id: RuleId("V92"),
        title: "a schedule runs at most 7 days after the weekday of the month",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "New-CMSchedule; SMS_ST_RecurMonthlyByWeekday",
        origin: Origin::Documented,
        mend: "Write schedule.monthly_by_weekday.offset_days from 0 to 7. For more days, choose a later weekday.",
        reads: Together(&["schedule.monthly_by_weekday.offset_days"]),
        check: Alone(|object| alone(object, offset_is_in_range)),
    },
    Rule {
        id: RuleId("V93"),
        title: "the start of a schedule has an offset from UTC, and may have a time zone",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "this project; Install and configure a software update point says only that the time is local to the \
            computer it is set on",
        origin: Origin::House,
        mend: "Write schedule.start as date, time and offset from UTC, such as \"2026-01-13T03:00:00+01:00\". A time \
            zone with that offset may follow, as in \"2026-01-13T03:00:00+01:00[Europe/Berlin]\".",
        reads: Together(&["schedule.start"]),
        check: Alone(|object| alone(object, start_is_a_time)),
    },
    Rule {
        id: RuleId("V94"),
        title: "synchronization runs at most once an hour",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: ADVICE,
        origin: Origin::House,
        mend: "Write schedule.interval.hours instead of schedule.interval.minutes, unless the hierarchy is for \
               testing.",
        reads: Together(&["schedule.interval.minutes"]),
        check: Alone(|object| alone(object, interval_is_an_hour)),
    },
    Rule {
        id: RuleId("V95"),
        title: "definition updates are synchronized at least daily",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Write a schedule that runs every day or more often, or leave out Definition Updates.",
        reads: Together(&[
            "classifications",
            "schedule.interval.days",
            "schedule.weekly",
            "schedule.monthly_by_date",
            "schedule.monthly_by_weekday",
        ]),
        check: Alone(|object| alone(object, definitions_come_daily)),
    },
];

/// The rules a schedule breaks. Summaries do not name the settings it belongs to. Warnings are left out.
#[must_use]
pub fn check_schedule(schedule: &Schedule) -> Vec<Finding> {
    let settings = SyncSettings { schedule: Some(schedule.clone()), ..SyncSettings::top_level_defaults("") };
    let object = Object::from(settings);
    let (id, unknown) = (object.id(), BTreeSet::from(["sup_role_id".to_owned()]));
    let rules = RULES.iter().filter(|rule| rule.severity == Severity::Error);
    let findings = rules.flat_map(|rule| rule.judge_alone(&object, &id, &unknown));
    let name = format!("{}: ", Kind::SyncSettings.title());
    let nameless = |finding: Finding| {
        let summary = finding.summary.strip_prefix(&name).unwrap_or(&finding.summary).to_owned();
        Finding { summary, ..finding }
    };
    findings.map(nameless).collect()
}

const FORMS: [&str; 4] =
    ["schedule.interval", "schedule.weekly", "schedule.monthly_by_date", "schedule.monthly_by_weekday"];

fn schedule_has_one_form(settings: &SyncSettings) -> Option<Problem> {
    let Schedule { start: _, interval, weekly, monthly_by_date, monthly_by_weekday } = settings.schedule.as_ref()?;
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

fn interval_is_one_span(settings: &SyncSettings) -> Option<Problem> {
    let interval = settings.schedule.as_ref()?.interval.as_ref()?;
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

fn weeks_are_in_range(settings: &SyncSettings) -> Option<Problem> {
    let weekly = settings.schedule.as_ref()?.weekly.as_ref()?;
    outside(
        "schedule.weekly.every_weeks",
        weekly.every_weeks,
        1..=4,
        "1 means every week. For longer intervals, use a monthly form.",
    )
}

fn months_are_in_range(settings: &SyncSettings) -> Vec<Problem> {
    const MONTHS: &str = "1 means every month.";
    let schedule = settings.schedule.as_ref();
    let by_date = schedule.and_then(|schedule| schedule.monthly_by_date.as_ref());
    let by_weekday = schedule.and_then(|schedule| schedule.monthly_by_weekday.as_ref());
    let problems = [
        by_date.and_then(|form| {
            outside("schedule.monthly_by_date.day", form.day, 0..=31, "0 means the last day of the month.")
        }),
        by_date.and_then(|form| outside("schedule.monthly_by_date.every_months", form.every_months, 1..=12, MONTHS)),
        by_weekday
            .and_then(|form| outside("schedule.monthly_by_weekday.every_months", form.every_months, 1..=12, MONTHS)),
    ];
    problems.into_iter().flatten().collect()
}

fn offset_is_in_range(settings: &SyncSettings) -> Option<Problem> {
    let form = settings.schedule.as_ref()?.monthly_by_weekday.as_ref()?;
    let why = "It is a number of days after the weekday: for the second Tuesday, 1 is the day after Patch Tuesday.";
    outside("schedule.monthly_by_weekday.offset_days", form.offset_days, 0..=7, why)
}

fn start_is_a_time(settings: &SyncSettings) -> Option<Problem> {
    let start = settings.schedule.as_ref()?.start.as_ref()?;
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
        StartError::Contradiction(wrong) => format!(
            "The offset and the time zone give two different times. Write \"{}\", or leave out the time zone to keep \
             the same offset all year.",
            wrong.instead
        ),
    };
    Some(Problem::at("schedule.start", format!("schedule.start \"{start}\" {error}"), detail))
}

fn interval_is_an_hour(settings: &SyncSettings) -> Option<Problem> {
    let minutes = settings.schedule.as_ref()?.interval.as_ref()?.minutes.filter(|minutes| (1..60).contains(minutes))?;
    Some(Problem::at(
        "schedule.interval.minutes",
        format!("synchronization runs every {minutes} minutes"),
        "Each run puts load on WSUS and on the site database, at this site and then at its child sites. Write hours = \
         1 or more, unless this hierarchy is for testing.",
    ))
}

fn definitions_come_daily(settings: &SyncSettings) -> Option<Problem> {
    let Schedule { start: _, interval, weekly, monthly_by_date, monthly_by_weekday } = settings.schedule.as_ref()?;
    let is_slow = interval.as_ref().and_then(|interval| interval.days).is_some_and(|days| days > 1)
        || weekly.is_some()
        || monthly_by_date.is_some()
        || monthly_by_weekday.is_some();
    (is_slow && listed_as(settings, "Definition Updates").is_some()).then(|| {
        Problem::at(
            "schedule",
            "definition updates are synchronized less often than daily",
            "Daily synchronization is recommended with the classification Definition Updates. Write:\n\n  schedule = { \
             interval = { days = 1 } }",
        )
    })
}
