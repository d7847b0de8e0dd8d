//! When synchronisation starts by itself.

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
        title: "who synchronises by schedule has a schedule, and who does not has none",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePointComponent",
        origin: Origin::Code,
        mend: "Write a schedule to synchronise by it, or none to synchronise by hand.",
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
        mend: "Give schedule exactly one of interval, weekly, monthly_by_date and monthly_by_weekday.",
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
        mend: "Give schedule.interval one of days from 1 to 31, hours from 1 to 23 and minutes from 1 to 59.",
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
        mend: "Write every_months from 1 to 12, and schedule.monthly_by_date.day from 0 to 31; 0 is the last of the month.",
        reads: Each(&[
            "schedule.monthly_by_date.day",
            "schedule.monthly_by_date.every_months",
            "schedule.monthly_by_weekday.every_months",
        ]),
        check: Alone(|object| alone(object, months_are_in_range)),
    },
    Rule {
        id: RuleId("V92"),
        title: "a schedule runs up to 7 days after the weekday of the month",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "New-CMSchedule; SMS_ST_RecurMonthlyByWeekday",
        origin: Origin::Documented,
        mend: "Write schedule.monthly_by_weekday.offset_days from 0 to 7, and choose a later weekday for more.",
        reads: Together(&["schedule.monthly_by_weekday.offset_days"]),
        check: Alone(|object| alone(object, offset_is_in_range)),
    },
    Rule {
        id: RuleId("V93"),
        title: "a schedule starts at a time with its offset from UTC, and its time zone where it has one",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "this project; Install and configure a software update point says only that the time is local to the \
            computer it is set on",
        origin: Origin::House,
        mend: "Write schedule.start as date, time and offset from UTC, such as \"2026-01-13T03:00:00+01:00\"; a time zone \
            with that offset may follow, as in \"2026-01-13T03:00:00+01:00[Europe/Berlin]\".",
        reads: Together(&["schedule.start"]),
        check: Alone(|object| alone(object, start_is_a_time)),
    },
    Rule {
        id: RuleId("V94"),
        title: "synchronisation runs no more than once an hour",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: ADVICE,
        origin: Origin::House,
        mend: "Write schedule.interval.hours instead of schedule.interval.minutes, unless the hierarchy is a test.",
        reads: Together(&["schedule.interval.minutes"]),
        check: Alone(|object| alone(object, interval_is_an_hour)),
    },
    Rule {
        id: RuleId("V95"),
        title: "definition updates are synchronised daily",
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

/// What a schedule breaks of the rules, whichever settings it belongs to: summaries do not name them. Warnings are left out.
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
        [] => "schedule does not say how often".to_owned(),
        several => format!("schedule has {} forms: {}", several.len(), listed(several)),
    };
    Some(Problem::at(
        "schedule",
        what,
        "Choose one of interval, weekly, monthly_by_date and monthly_by_weekday, or leave out schedule to synchronise by \
         hand only.",
    ))
}

fn interval_is_one_span(settings: &SyncSettings) -> Option<Problem> {
    let interval = settings.schedule.as_ref()?.interval.as_ref()?;
    let spans = [("days", interval.days, 31), ("hours", interval.hours, 23), ("minutes", interval.minutes, 59)];
    let given = spans.into_iter().filter_map(|(unit, count, most)| count.map(|count| (unit, count, most)));
    let given: Vec<(&str, u32, u32)> = given.collect();
    let what = match given.as_slice() {
        [(_, count, most)] if (1..=*most).contains(count) => return None,
        [(unit, count, most)] => format!("schedule.interval is {count} {unit}, not 1 to {most}"),
        [] => "schedule.interval does not say how long".to_owned(),
        several => {
            let units: Vec<&str> = several.iter().map(|(unit, ..)| *unit).collect();
            format!("schedule.interval is in {} at once", listed(&units))
        }
    };
    Some(Problem::at(
        "schedule.interval",
        what,
        "An interval is 1 to 31 days, 1 to 23 hours or 1 to 59 minutes. Write one of them, such as:\n\n  interval = { days = \
         1 }",
    ))
}

fn weeks_are_in_range(settings: &SyncSettings) -> Option<Problem> {
    let weekly = settings.schedule.as_ref()?.weekly.as_ref()?;
    outside(
        "schedule.weekly.every_weeks",
        weekly.every_weeks,
        1..=4,
        "1 is every week; beyond 4, a monthly form serves.",
    )
}

fn months_are_in_range(settings: &SyncSettings) -> Vec<Problem> {
    const MONTHS: &str = "1 is every month.";
    let schedule = settings.schedule.as_ref();
    let by_date = schedule.and_then(|schedule| schedule.monthly_by_date.as_ref());
    let by_weekday = schedule.and_then(|schedule| schedule.monthly_by_weekday.as_ref());
    let problems = [
        by_date.and_then(|form| {
            outside("schedule.monthly_by_date.day", form.day, 0..=31, "0 is the last day of the month.")
        }),
        by_date.and_then(|form| outside("schedule.monthly_by_date.every_months", form.every_months, 1..=12, MONTHS)),
        by_weekday
            .and_then(|form| outside("schedule.monthly_by_weekday.every_months", form.every_months, 1..=12, MONTHS)),
    ];
    problems.into_iter().flatten().collect()
}

fn offset_is_in_range(settings: &SyncSettings) -> Option<Problem> {
    let form = settings.schedule.as_ref()?.monthly_by_weekday.as_ref()?;
    let why = "It counts days after the weekday: 1 after the second Tuesday is the day after Patch Tuesday.";
    outside("schedule.monthly_by_weekday.offset_days", form.offset_days, 0..=7, why)
}

fn start_is_a_time(settings: &SyncSettings) -> Option<Problem> {
    let start = settings.schedule.as_ref()?.start.as_ref()?;
    let error = Start::parse(start).err()?;
    let detail = match &error {
        StartError::Form => {
            "It is date, time and offset from UTC, so that it means the same wherever it is read. Write it \
                             such as \"2026-01-13T03:00:00+01:00\", or \"2026-01-13T03:00:00+01:00[Europe/Berlin]\" to \
                             follow the daylight saving of a time zone."
                .to_owned()
        }
        StartError::UnknownZone(zone) => {
            let names: Vec<String> = zones().collect();
            let near = did_you_mean(nearest(zone, names.iter().map(String::as_str)));
            format!("Time zones have the names of the IANA database, such as Europe/Berlin.{near}")
        }
        StartError::Contradiction(wrong) => format!(
            "Offset and zone would mean two times. Write \"{}\", or leave out the zone to keep the same offset all year.",
            wrong.instead
        ),
    };
    Some(Problem::at("schedule.start", format!("schedule.start \"{start}\" {error}"), detail))
}

fn interval_is_an_hour(settings: &SyncSettings) -> Option<Problem> {
    let minutes = settings.schedule.as_ref()?.interval.as_ref()?.minutes.filter(|minutes| (1..60).contains(minutes))?;
    Some(Problem::at(
        "schedule.interval.minutes",
        format!("synchronisation runs every {minutes} minutes"),
        "Each run keeps WSUS and the site database busy, at this site and then at those below. Write hours = 1 or more, \
         unless this hierarchy is a test.",
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
            "definition updates are synchronised less often than daily",
            "Daily synchronisation is advised with the classification Definition Updates. Write:\n\n  schedule = { interval = { \
             days = 1 } }",
        )
    })
}
