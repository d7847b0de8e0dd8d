use jiff::civil::date;

use super::*;
use crate::schedule::{Recurrence, patch_tuesday, patch_tuesday_release};

/// The runs after a time, with the offset of the schedule's clock.
fn runs(schedule: &Schedule, after: &str, count: usize) -> Vec<String> {
    let recurrence = Recurrence::of(schedule).unwrap();
    let next = |time: &Timestamp| recurrence.next_after(*time);
    let first = recurrence.next_after(instant(after));
    std::iter::successors(first, next).take(count).map(|time| recurrence.on_its_clock(time)).collect()
}

/// Statement 43 of "Install and configure a software update point".
#[test]
fn schedules_fire_when_they_say() {
    use Week::{Fourth, Last, Second};
    use Weekday::{Friday, Monday, Sunday, Tuesday};
    let cases: &[(Schedule, &str, &[&str])] = &[
        // Without a start: midnight UTC, counted from 1 February 1970, a Sunday.
        (every(1, 0, 0), "2026-01-13T12:00:00Z", &["2026-01-14T00:00:00Z", "2026-01-15T00:00:00Z"]),
        (every(7, 0, 0), "2026-01-13T12:00:00Z", &["2026-01-18T00:00:00Z", "2026-01-25T00:00:00Z"]),
        (by_date(1, 3), "2026-01-13T12:00:00Z", &["2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z"]),
        (every(0, 6, 0), "1960-01-01T00:00:00Z", &["1970-02-01T00:00:00Z", "1970-02-01T06:00:00Z"]),
        // Strictly after, and never before the start.
        (
            starting("2026-01-13T03:00:00Z", every(2, 0, 0)),
            "2026-01-13T02:59:59Z",
            &["2026-01-13T03:00:00Z", "2026-01-15T03:00:00Z"],
        ),
        (starting("2026-01-13T03:00:00Z", every(2, 0, 0)), "2026-01-13T03:00:00Z", &["2026-01-15T03:00:00Z"]),
        (
            starting("2026-01-13T03:00:00Z", weekly(Monday, 2)),
            "2020-01-01T00:00:00Z",
            &["2026-01-19T03:00:00Z", "2026-02-02T03:00:00Z"],
        ),
        (starting("2026-01-13T03:00:00Z", weekly(Tuesday, 1)), "2020-01-01T00:00:00Z", &["2026-01-13T03:00:00Z"]),
        // The schedule uses the clock of the start.
        (
            starting("2026-01-13T00:30:00+02:00", weekly(Sunday, 1)),
            "2026-01-13T00:00:00Z",
            &["2026-01-18T00:30:00+02:00"],
        ),
        // The month of the start is the first, although its day has passed.
        (
            starting("2026-01-13T03:00:00Z", by_date(1, 2)),
            "2026-01-13T03:00:00Z",
            &["2026-03-01T03:00:00Z", "2026-05-01T03:00:00Z"],
        ),
        // Short months.
        (
            starting("2026-01-01T03:00:00Z", by_date(31, 1)),
            "2026-01-31T03:00:00Z",
            &["2026-02-28T03:00:00Z", "2026-03-31T03:00:00Z", "2026-04-30T03:00:00Z"],
        ),
        (starting("2026-01-01T03:00:00Z", by_date(29, 1)), "2028-02-01T00:00:00Z", &["2028-02-29T03:00:00Z"]),
        (
            starting("2026-01-01T03:00:00Z", by_date(0, 1)),
            "2026-01-01T00:00:00Z",
            &["2026-01-31T03:00:00Z", "2026-02-28T03:00:00Z"],
        ),
        // The day after Patch Tuesday: in April 2026 it is the third Wednesday.
        (
            starting("2026-01-01T03:00:00Z", by_weekday(Second, Tuesday, 1, 1)),
            "2026-03-12T00:00:00Z",
            &["2026-04-15T03:00:00Z", "2026-05-13T03:00:00Z"],
        ),
        (
            starting("2026-01-01T03:00:00Z", by_weekday(Last, Friday, 0, 1)),
            "2026-01-01T00:00:00Z",
            &["2026-01-30T03:00:00Z"],
        ),
        (
            starting("2026-01-01T03:00:00Z", by_weekday(Fourth, Friday, 0, 6)),
            "2026-02-01T00:00:00Z",
            &["2026-07-24T03:00:00Z"],
        ),
        // Days after the last weekday are in the next month, and that may be the month of the start.
        (
            starting("2026-02-01T03:00:00Z", by_weekday(Last, Friday, 7, 1)),
            "2026-01-01T00:00:00Z",
            &["2026-02-06T03:00:00Z", "2026-03-06T03:00:00Z"],
        ),
    ];
    for (schedule, after, expected) in cases {
        assert_eq!(runs(schedule, after, expected.len()), *expected, "{schedule:?} after {after}");
    }
}

/// Statement 45 of "Install and configure a software update point".
#[test]
fn a_zone_keeps_its_time_of_day() {
    let nightly = starting("2026-01-13T03:00:00+01:00[Europe/Berlin]", every(1, 0, 0));
    let six_hours = starting("2026-03-28T18:00:00+01:00[Europe/Berlin]", every(0, 6, 0));
    let in_the_gap = starting("2026-01-13T02:30:00+01:00[Europe/Berlin]", every(1, 0, 0));
    let folded_again = starting("2026-10-25T02:30:00+01:00[Europe/Berlin]", every(1, 0, 0));
    let fixed = starting("2026-01-13T03:00:00+01:00", every(1, 0, 0));
    let cases: &[(&Schedule, &str, &[&str])] = &[
        (&nightly, "2026-03-28T12:00:00Z", &["2026-03-29T03:00:00+02:00"]),
        (&nightly, "2026-07-01T12:00:00Z", &["2026-07-02T03:00:00+02:00"]),
        (&fixed, "2026-07-01T12:00:00Z", &["2026-07-02T03:00:00+01:00"]),
        // Elapsed time: the clock jumps from 02:00 to 03:00 in between.
        (&six_hours, "2026-03-28T20:00:00Z", &["2026-03-29T00:00:00+01:00", "2026-03-29T07:00:00+02:00"]),
        // 02:30 does not exist on 29 March, and occurs twice on 25 October.
        (&in_the_gap, "2026-03-28T12:00:00Z", &["2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"]),
        (&in_the_gap, "2026-10-24T12:00:00Z", &["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]),
        // A start is exact, even at the second of the two.
        (&folded_again, "2026-01-01T00:00:00Z", &["2026-10-25T02:30:00+01:00", "2026-10-26T02:30:00+01:00"]),
    ];
    for (schedule, after, expected) in cases {
        assert_eq!(runs(schedule, after, expected.len()), *expected, "{schedule:?} after {after}");
    }
}

#[test]
fn the_calendar_ends() {
    let recurrence = Recurrence::of(&every(1, 0, 0)).unwrap();
    assert_eq!(recurrence.next_after(Timestamp::MAX), None);
    let late = starting("9999-12-30T03:00:00Z", weekly(Weekday::Monday, 1));
    assert_eq!(Recurrence::of(&late).unwrap().next_after(Timestamp::MIN), None);
    assert!(recurrence.next_after(Timestamp::MIN).is_some());
}

#[test]
fn what_breaks_the_rules_does_not_fire() {
    let broken = [Schedule::default(), every(1, 1, 0), weekly(Weekday::Monday, 0), starting("noon", every(1, 0, 0))];
    let rules: Vec<String> = broken
        .iter()
        .filter_map(|schedule| Recurrence::of(schedule).unwrap_err().rules().next())
        .map(|rule| rule.to_string())
        .collect();
    assert_eq!(rules, ["V88", "V89", "V90", "V93"]);
    // A warning does not prevent it.
    assert!(Recurrence::of(&every(0, 0, 5)).is_ok());
}

#[test]
fn updates_are_published_on_the_second_tuesday() {
    for (year, month, day) in [(2026, 1, 13), (2026, 4, 14), (2026, 9, 8), (2024, 10, 8)] {
        assert_eq!(patch_tuesday(year, month), Some(date(year, month, day)));
    }
    assert_eq!(patch_tuesday(2026, 13), None);
}

#[test]
fn updates_are_released_at_ten_in_seattle_all_year() {
    for (year, month, expected) in [
        (2026, 1, "2026-01-13T18:00:00Z"),
        (2026, 3, "2026-03-10T17:00:00Z"),
        (2026, 7, "2026-07-14T17:00:00Z"),
        (2026, 12, "2026-12-08T18:00:00Z"),
    ] {
        assert_eq!(patch_tuesday_release(year, month).unwrap().to_string(), expected);
    }
    assert_eq!(patch_tuesday_release(2026, 13), None);
}
