//! When synchronization starts on a schedule.

use std::iter::successors;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::subscribed::listed_as;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, Schedule, Subject, SyncSettings, Week, Weekday};
use crate::rules::pages;
use crate::rules::rule::Check::{ByType, Form, Standalone};
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;
use crate::schedule::{Recurrence, checks, patch_tuesday_release};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V87"),
        title: "scheduled synchronization requires a schedule",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_COMPONENT]),
        origin: Origin::Code,
        fix: "Write a schedule to synchronize automatically, or leave it out to synchronize manually.",
        reads: AllOf(&["schedule"]),
        check: ByType,
    },
    Rule {
        id: checks::ONE_FORM.rule,
        title: "a schedule has exactly one form",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::NEW_SCHEDULE]),
        origin: Origin::Documented,
        fix: "In schedule, write exactly one of interval, weekly, monthly_by_date and monthly_by_weekday.",
        reads: AllOf(&checks::FORMS),
        check: Form(|object| of_schedule(object, checks::ONE_FORM)),
    },
    Rule {
        id: checks::INTERVAL.rule,
        title: "an interval is 1 to 31 days, 1 to 23 hours or 1 to 59 minutes",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::RECUR_INTERVAL, pages::NEW_SCHEDULE]),
        origin: Origin::Documented,
        fix: "In schedule.interval, write one of days from 1 to 31, hours from 1 to 23 and minutes from 1 to 59.",
        reads: AllOf(&["schedule.interval.days", "schedule.interval.hours", "schedule.interval.minutes"]),
        check: Form(|object| of_schedule(object, checks::INTERVAL)),
    },
    Rule {
        id: checks::WEEKS.rule,
        title: "a weekly schedule runs every 1 to 4 weeks",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::RECUR_WEEKLY]),
        origin: Origin::Documented,
        fix: "Write schedule.weekly.every_weeks from 1 to 4, and use a monthly form for longer intervals.",
        reads: AllOf(&["schedule.weekly.every_weeks"]),
        check: Form(|object| of_schedule(object, checks::WEEKS)),
    },
    Rule {
        id: checks::MONTHS.rule,
        title: "a monthly schedule runs every 1 to 12 months, on a day from 1 to 31 or the last (0)",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::RECUR_MONTHLY_BY_DATE, pages::RECUR_MONTHLY_BY_WEEKDAY]),
        origin: Origin::Documented,
        fix: "Write every_months from 1 to 12, and schedule.monthly_by_date.day from 0 to 31. 0 means the end of the month.",
        reads: PerAttribute(&[
            "schedule.monthly_by_date.day",
            "schedule.monthly_by_date.every_months",
            "schedule.monthly_by_weekday.every_months",
        ]),
        check: Form(|object| of_schedule(object, checks::MONTHS)),
    },
    Rule {
        id: checks::OFFSET.rule,
        title: "a schedule runs at most 7 days after the weekday of the month",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::NEW_SCHEDULE]).noting(
            "the page says only that the range is 7 days; that it starts at 0 is inferred, and three bits of the \
             token hold it",
        ),
        origin: Origin::Inferred,
        fix: "Write schedule.monthly_by_weekday.offset_days from 0 to 7. For more days, choose a later weekday.",
        reads: AllOf(&["schedule.monthly_by_weekday.offset_days"]),
        check: Form(|object| of_schedule(object, checks::OFFSET)),
    },
    Rule {
        id: checks::START.rule,
        title: "the start of a schedule has an offset from UTC, and may have a time zone",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL])
            .noting("this project; the page says only that the time is local to the computer it is set on"),
        origin: Origin::House,
        fix: "Write schedule.start as date, time and offset from UTC, such as \"2026-01-13T03:00:00+01:00\". A time \
            zone with that offset may follow, as in \"2026-01-13T03:00:00+01:00[Europe/Berlin]\".",
        reads: AllOf(&["schedule.start"]),
        check: Form(|object| of_schedule(object, checks::START)),
    },
    Rule {
        id: RuleId("V94"),
        title: "synchronization runs at most once an hour",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::OUR_ADVICE,
        origin: Origin::House,
        fix: "Write schedule.interval.hours instead of schedule.interval.minutes, unless the hierarchy is for \
               testing.",
        reads: AllOf(&["schedule.interval.minutes"]),
        check: Standalone(|object| alone(object, interval_is_an_hour)),
    },
    Rule {
        id: RuleId("V95"),
        title: "definition updates are synchronized at least daily",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL, pages::PLAN]).noting("as a typical case"),
        origin: Origin::Documented,
        fix: "Write a schedule that runs every day or more often, or leave out Definition Updates.",
        reads: AllOf(&["classifications", "schedule"]),
        check: Standalone(|object| alone(object, definitions_come_daily)),
    },
    Rule {
        id: RuleId("V137"),
        title: "synchronization on Patch Tuesday runs after the release of the updates",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL]).noting("shortly after the regular release of updates"),
        origin: Origin::Inferred,
        fix: "Write offset_days = 1 in schedule.monthly_by_weekday, or a later schedule.start.",
        reads: AllOf(&["schedule.start", "schedule.monthly_by_weekday"]),
        check: Standalone(|object| alone(object, updates_are_released_before)),
    },
];

fn of_schedule(object: &Object, check: checks::Check) -> Vec<Problem> {
    let schedule = SyncSettings::of(object).and_then(|settings| settings.schedule.as_ref());
    schedule.map(check.problems).unwrap_or_default()
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
    listed_as(settings, "Definition Updates")?;
    let what = match &settings.schedule {
        None => "definition updates are synchronized only manually",
        Some(schedule) if is_slow(schedule) => "definition updates are synchronized less often than daily",
        Some(_) => return None,
    };
    Some(Problem::at(
        "schedule",
        what,
        "With the classification Definition Updates, the documentation suggests daily synchronization. Write:\n\n  schedule = { \
         interval = { days = 1 } }",
    ))
}

/// Whether there is more than a day between its runs.
fn is_slow(schedule: &Schedule) -> bool {
    let Schedule { start: _, interval, weekly, monthly_by_date, monthly_by_weekday } = schedule;
    interval.as_ref().and_then(|interval| interval.days).is_some_and(|days| days > 1)
        || weekly.is_some()
        || monthly_by_date.is_some()
        || monthly_by_weekday.is_some()
}

/// Whether a run of the schedule is on Patch Tuesday in Seattle, but before the release.
fn updates_are_released_before(settings: &SyncSettings) -> Option<Problem> {
    let schedule = settings.schedule.as_ref()?;
    let form = schedule.monthly_by_weekday.as_ref()?;
    let is_patch_tuesday = form.week == Week::Second && form.day == Weekday::Tuesday && form.offset_days == 0;
    let early = is_patch_tuesday.then(|| earliest_before_release(schedule)).flatten()?;
    Some(Problem::at(
        "schedule.monthly_by_weekday",
        format!("synchronization runs up to {} before the updates of Patch Tuesday are released", hours(early)),
        "Microsoft releases updates on the second Tuesday of a month at 10:00 in Seattle, which is 17:00 or 18:00 UTC. \
         Before that, a run on the same day does not find them. Write offset_days = 1, or a start whose time of day is \
         later.",
    ))
}

fn hours(count: i64) -> String {
    if count == 1 { "1 hour".to_owned() } else { format!("{count} hours") }
}

/// The most hours between a run and the release of its day, in a year of runs, if a run is too early.
fn earliest_before_release(schedule: &Schedule) -> Option<i64> {
    const RUNS: usize = 12;
    let runs = Recurrence::of(schedule).ok()?;
    let first = runs.next_after(Timestamp::MIN)?;
    let runs = successors(Some(first), |run| runs.next_after(*run)).take(RUNS);
    let hours = runs.filter_map(|run| {
        let day = run.to_zoned(TimeZone::UTC).date();
        let ahead = patch_tuesday_release(day.year(), day.month())?.duration_since(run);
        (ahead.is_positive()).then(|| (ahead.as_secs() + 3599) / 3600)
    });
    hours.max()
}
