//! A schedule, compiled to compute when it fires next.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::calendar::{DayOfMonth, month_number, weekday};
use super::checks::{InvalidSchedule, check};
use super::start::Start;
use crate::model::{Interval, Schedule};

const SECOND: i128 = 1_000_000_000;

/// When a schedule fires: compiled once, cheap to compute.
///
/// - The time of day is that of the start, on the clock of the start. The schedule does not fire before the start.
/// - Every n-th day, week or month is counted from the start: the month of the start is the first, even if its day has
///   already passed.
/// - If daylight saving time skips the time of day, the schedule fires later by the skipped time. If the time of day
///   occurs twice, it fires at the first one. An interval in hours or minutes is elapsed time.
#[derive(Clone, Debug)]
pub struct Recurrence {
    start: Start,
    local: DateTime,
    /// `None` if not even the first run is before the year 10000.
    pattern: Option<Pattern>,
}

#[derive(Clone, Copy, Debug)]
enum Pattern {
    /// The interval in nanoseconds.
    Exact(i128),
    /// The first day, and the interval in days.
    Days { first: Date, step: i64 },
    /// The number of the first month, and the interval in months.
    Months { first: i32, step: i32, day: DayOfMonth },
}

impl Recurrence {
    /// Compiles a schedule. Without a start it is [`Start::product_default`].
    ///
    /// # Errors
    /// If the schedule is not valid ([`super::check`]).
    pub fn of(schedule: &Schedule) -> Result<Self, InvalidSchedule> {
        check(schedule)?;
        let start = schedule.start.as_deref().and_then(|start| Start::parse(start).ok());
        let start = start.unwrap_or_else(Start::product_default);
        let local = start.local();
        Ok(Self { pattern: Pattern::of(schedule, local.date()), local, start })
    }

    /// The first time it fires strictly after `time`; `None` beyond the year 9999.
    #[must_use]
    pub fn next_after(&self, time: Timestamp) -> Option<Timestamp> {
        let begins = self.start.at();
        let clock = self.start.clock();
        let from = clock.to_datetime(time.max(begins)).date();
        let is_due = |at: &Timestamp| *at > time && *at >= begins;
        match self.pattern? {
            Pattern::Exact(step) => {
                let passed = time.as_nanosecond() - begins.as_nanosecond();
                let runs = if passed < 0 { 0 } else { passed / step + 1 };
                Timestamp::from_nanosecond(begins.as_nanosecond() + runs * step).ok()
            }
            Pattern::Days { first, step } => {
                let past = i64::from((from - first).get_days()).div_euclid(step);
                let days = (past - 1..=past + 2).map_while(|run| first.checked_add((run * step).days()).ok());
                days.filter(|day| *day >= first).filter_map(|day| self.on(day)).find(is_due)
            }
            // Start a month earlier, because an offset may reach into the next month.
            Pattern::Months { first, step, day } => {
                let past = (month_number(from) - first).div_euclid(step);
                let days = (past - 1..=past + 2).filter_map(|run| day.in_month(first + run * step));
                days.filter_map(|day| self.on(day)).find(is_due)
            }
        }
    }

    /// The time in RFC 3339, with the offset of the schedule's clock.
    #[must_use]
    pub fn on_its_clock(&self, time: Timestamp) -> String {
        match self.start.clock() {
            utc if *utc == TimeZone::UTC => time.to_string(),
            clock => time.display_with_offset(clock.to_offset(time)).to_string(),
        }
    }

    /// The time of day of the start, on another day.
    fn on(&self, day: Date) -> Option<Timestamp> {
        // The start may be the second of two equal local times.
        if day == self.local.date() {
            return Some(self.start.at());
        }
        let reading = self.start.clock().to_ambiguous_timestamp(day.to_datetime(self.local.time()));
        reading.compatible().ok()
    }
}

impl Pattern {
    /// The pattern of a schedule that complies with the rules.
    fn of(schedule: &Schedule, day: Date) -> Option<Self> {
        let Schedule { start: _, interval, weekly, monthly_by_date, monthly_by_weekday } = schedule;
        let months = |every_months: u32, day_of_month| {
            let step = i32::try_from(every_months).ok()?;
            Some(Self::Months { first: month_number(day), step, day: day_of_month })
        };
        if let Some(interval) = interval {
            return Some(Self::every(interval, day));
        }
        if let Some(weekly) = weekly {
            let ahead = day.weekday().until(weekday(weekly.day));
            let first = day.checked_add(i64::from(ahead).days()).ok()?;
            return Some(Self::Days { first, step: i64::from(weekly.every_weeks) * 7 });
        }
        if let Some(form) = monthly_by_date {
            return months(form.every_months, DayOfMonth::by_date(form)?);
        }
        let form = monthly_by_weekday.as_ref()?;
        months(form.every_months, DayOfMonth::by_weekday(form))
    }

    fn every(interval: &Interval, first: Date) -> Self {
        let Interval { days, hours, minutes } = interval;
        match days {
            Some(days) => Self::Days { first, step: i64::from(*days) },
            None => {
                let minutes = i128::from(hours.unwrap_or(0)) * 60 + i128::from(minutes.unwrap_or(0));
                Self::Exact(minutes * 60 * SECOND)
            }
        }
    }
}
