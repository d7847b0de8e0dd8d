mod properties;
mod recurrence;
mod start;
mod token;

use jiff::Timestamp;

use crate::model::*;

/// A schedule with a start; none if the text is empty.
fn starting(start: &str, form: Schedule) -> Schedule {
    Schedule { start: (!start.is_empty()).then(|| start.to_owned()), ..form }
}

fn every(days: u32, hours: u32, minutes: u32) -> Schedule {
    let given = |count: u32| Some(count).filter(|count| *count > 0);
    let interval = Interval { days: given(days), hours: given(hours), minutes: given(minutes) };
    Schedule { interval: Some(interval), ..Schedule::default() }
}

fn weekly(day: Weekday, every_weeks: u32) -> Schedule {
    Schedule { weekly: Some(Weekly { day, every_weeks }), ..Schedule::default() }
}

fn by_date(day: u32, every_months: u32) -> Schedule {
    Schedule { monthly_by_date: Some(MonthlyByDate { day, every_months }), ..Schedule::default() }
}

fn by_weekday(week: Week, day: Weekday, offset_days: u32, every_months: u32) -> Schedule {
    let form = MonthlyByWeekday { week, day, offset_days, every_months };
    Schedule { monthly_by_weekday: Some(form), ..Schedule::default() }
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}
