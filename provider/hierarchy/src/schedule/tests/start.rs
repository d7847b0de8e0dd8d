use super::*;
use crate::schedule::check;
use crate::schedule::{Start, StartError};

/// Statements 44 and 45 of "Install and configure a software update point".
#[test]
fn both_forms_are_read() {
    let cases = [
        ("2026-01-13T03:00:00Z", "2026-01-13T03:00:00Z"),
        ("2026-01-13t03:00:00.5+01:00", "2026-01-13T02:00:00.5Z"),
        ("2026-01-13T03:00:00+01:00[Europe/Berlin]", "2026-01-13T02:00:00Z"),
        ("2026-07-13T03:00:00+02:00[Europe/Berlin]", "2026-07-13T01:00:00Z"),
        ("2026-07-13T01:00:00Z[Europe/Berlin]", "2026-07-13T01:00:00Z"),
        ("2026-10-25T02:30:00+01:00[Europe/Berlin]", "2026-10-25T01:30:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(Start::parse(text).unwrap().at(), instant(expected), "{text}");
    }
    for text in ["", "[Europe/Berlin]", "2026-01-13T03:00:00[Europe/Berlin]", "2026-01-13T03:00:00Z[Europe/Berlin"] {
        assert_eq!(Start::parse(text).unwrap_err(), StartError::Form, "{text}");
    }
    assert_eq!(Start::product_default().at(), instant("1970-02-01T00:00:00Z"));
}

#[test]
fn what_is_said_of_a_wrong_start() {
    let starts = [
        "2026-01-13 03:00",
        "2026-01-13T03:00:00+01:00[Europe/Berln]",
        "2026-01-13T03:00:00+01:00[W. Europe Standard Time]",
        "2026-07-13T03:00:00+01:00[Europe/Berlin]",
        "2026-03-29T02:30:00+01:00[Europe/Berlin]",
    ];
    let said = |start: &str| format!("{}\n", check(&starting(start, every(1, 0, 0))).unwrap_err());
    insta::assert_snapshot!(starts.map(said).join("\n"), @r#"
    schedule.start "2026-01-13 03:00" is not an RFC 3339 time (V93). The start is a date, a time and an offset from UTC, so that it is the same time everywhere. Write, for example, "2026-01-13T03:00:00+01:00". To follow the daylight saving time of a time zone, write "2026-01-13T03:00:00+01:00[Europe/Berlin]".

    schedule.start "2026-01-13T03:00:00+01:00[Europe/Berln]" names the time zone "Europe/Berln", which does not exist (V93). Use a time zone name of the IANA database, such as Europe/Berlin. Did you mean "Europe/Berlin"?

    schedule.start "2026-01-13T03:00:00+01:00[W. Europe Standard Time]" names the time zone "W. Europe Standard Time", which does not exist (V93). Use a time zone name of the IANA database, such as Europe/Berlin.

    schedule.start "2026-07-13T03:00:00+01:00[Europe/Berlin]" has an offset that Europe/Berlin does not have at that time (V93). The offset and the time zone give two different times. Write "2026-07-13T03:00:00+02:00[Europe/Berlin]", or leave out the time zone to keep the same offset all year.

    schedule.start "2026-03-29T02:30:00+01:00[Europe/Berlin]" has an offset that Europe/Berlin does not have at that time (V93). The offset and the time zone give two different times. Write "2026-03-29T03:30:00+02:00[Europe/Berlin]", or leave out the time zone to keep the same offset all year.
    "#);
}
