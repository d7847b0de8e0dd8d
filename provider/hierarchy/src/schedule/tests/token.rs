use super::*;
use crate::schedule::{parse_token, token};

/// Tokens with their published meaning. Times are local to the reader's clock, which is assumed to be UTC here.
fn published() -> Vec<(&'static str, Schedule)> {
    use Week::{First, Fourth, Last, Third};
    use Weekday::{Monday, Saturday, Tuesday, Wednesday};
    let evening = |form| starting("2012-01-01T20:00:00Z", form);
    vec![
        // Tests of ConfigMgrCBDsc, and examples of jcht.cz's parser.
        ("0001200000100038", every(7, 0, 0)),
        ("A9788980001B4000", starting("2008-08-24T11:42:00Z", weekly(Tuesday, 2))),
        ("7D98898000280400", starting("2008-08-24T12:31:00Z", by_date(0, 1))),
        // An example of PSCCMClient's ConvertFrom-CCMSchedule. Its duration is 2 hours and 59 minutes.
        ("1033BC7B10100010", starting("2019-11-19T01:04:00Z", every(2, 0, 0))),
        // The first one in the help of Convert-CMSchedule, which does not explain it: the meaning follows from the
        // layout.
        ("02C159C0381A2000", starting("2009-05-01T22:00:00Z", weekly(Monday, 1))),
        // Comments of MEM.Zone's ufn_CM_GetNextMaintenanceWindow; all have a duration of an hour or more.
        ("02811A8040100018", evening(every(3, 0, 0))),
        ("02811A80401F6000", evening(weekly(Saturday, 3))),
        ("02811A80401F2000", evening(weekly(Saturday, 1))),
        ("02811A8040288800", evening(by_date(2, 2))),
        ("02811A80402FC400", evening(by_date(31, 1))),
        ("02811A8040280C00", evening(by_date(0, 3))),
        ("00811A9E08221600", starting("2012-01-01T04:00:00Z", by_weekday(Third, Monday, 0, 1))),
        ("02811A8040241000", evening(by_weekday(Last, Wednesday, 0, 1))),
        ("02811A8040241800", evening(by_weekday(Fourth, Wednesday, 0, 1))),
        ("02811A8040221000", evening(by_weekday(Last, Monday, 0, 1))),
        ("00211D80083213C0", starting("2024-01-01T01:00:00Z", by_weekday(First, Monday, 7, 1))),
    ]
}

/// Without the duration, and with the UTC flag.
fn as_we_write_it(token: &str) -> String {
    let bits = u64::from_str_radix(token, 16).unwrap();
    let lasting = 0x3f << 32 | 0xffc0_0000;
    let utc = u64::from(!token.starts_with("00012000"));
    format!("{:016X}", bits & !lasting | utc)
}

#[test]
fn published_tokens_mean_what_is_published() {
    for (text, expected) in published() {
        assert_eq!(parse_token(text).as_ref(), Ok(&Some(expected.clone())), "{text}");
        assert_eq!(parse_token(&text.to_lowercase()), Ok(Some(expected.clone())), "{text}");
        assert_eq!(token(&expected), Ok(as_we_write_it(text)), "{expected:?}");
    }
    assert_eq!(parse_token(""), Ok(None));
}

#[test]
fn the_flag_says_utc() {
    let utc = starting("1970-02-01T00:00:00Z", every(1, 0, 0));
    assert_eq!(token(&utc).as_deref(), Ok("0001200000100009"));
    assert_eq!(parse_token("0001200000100009"), Ok(Some(utc)));
    assert_eq!(token(&every(0, 8, 0)).as_deref(), Ok("0001200000100800"));
    assert_eq!(token(&every(0, 0, 59)).as_deref(), Ok("0001200000176000"));
}

#[test]
fn what_a_token_has_no_place_for() {
    let starts = [
        "2026-01-13T03:00:30Z",
        "2034-01-01T00:00:00Z",
        "1969-12-31T00:00:00Z",
        "2026-01-13T03:00:00+01:00",
        "2026-01-13T03:00:00+01:00[Europe/Berlin]",
        "tomorrow",
    ];
    let said = |start: &str| token(&starting(start, every(1, 0, 0))).unwrap_err().to_string();
    insta::assert_snapshot!(starts.map(said).join("\n\n"), @r#"
    schedule.start has seconds. A token cannot contain seconds. Write a start at a full minute.

    schedule.start is in the year 2034. A token can contain the years 1970 to 2033. Write a start in those years.

    schedule.start is in the year 1969. A token can contain the years 1970 to 2033. Write a start in those years.

    schedule.start "2026-01-13T03:00:00+01:00" is not in UTC. A token cannot contain another offset or a time zone. Write it in UTC, "2026-01-13T02:00:00Z". The days of the schedule are then in UTC as well.

    schedule.start "2026-01-13T03:00:00+01:00[Europe/Berlin]" is not in UTC. A token cannot contain another offset or a time zone. Write it in UTC, "2026-01-13T02:00:00Z". The days of the schedule are then in UTC as well.

    schedule.start "tomorrow" is not an RFC 3339 time (V93). The start is a date, a time and an offset from UTC, so that it is the same time everywhere. Write, for example, "2026-01-13T03:00:00+01:00". To follow the daylight saving time of a time zone, write "2026-01-13T03:00:00+01:00[Europe/Berlin]".
    "#);
}

#[test]
fn what_is_no_token() {
    let tokens = [
        "noon",
        "000120000010003",
        "02C159C0381A200002C159C0381B2000",
        "00011A8500080000",
        "0001200000380000",
        "0000200000100038",
        "0001200000182000",
        "000120000022120A",
        "0001200000221A00",
        "0001200000221210",
        "0001200000100908",
        "00012000001BE000",
    ];
    let said = |token: &str| format!("{token}: {}", parse_token(token).unwrap_err());
    insta::assert_snapshot!(tokens.map(said).join("\n"), @r#"
    noon: A token has 16 hexadecimal digits, such as "0001200000100038".
    000120000010003: A token has 16 hexadecimal digits, such as "0001200000100038".
    02C159C0381A200002C159C0381B2000: The token has 2 schedules of 16 digits each. Synchronization has one schedule: write the 16 digits of one of them.
    00011A8500080000: The token is for a schedule that runs only once. Synchronization needs a recurring schedule, or none.
    0001200000380000: The recurrence type of the token is 7. Known types are 2 (interval), 3 (weekly) and 4 to 6 (monthly).
    0000200000100038: The first 8 digits of the token are not a date and time of day.
    0001200000182000: The day of the week of the token is 0, but must be 1 to 7.
    000120000022120A: The token sets bits that its recurrence type does not use.
    0001200000221A00: The week of the month of the token is greater than 4.
    0001200000221210: The token sets bits that its recurrence type does not use.
    0001200000100908: schedule.interval has days and hours, but must have one of them (V89). An interval is 1 to 31 days, 1 to 23 hours or 1 to 59 minutes. For example:

      interval = { days = 1 }
    00012000001BE000: schedule.weekly.every_weeks is 7, but must be 1 to 4 (V90). 1 means every week. For longer intervals, use a monthly form. Write a number from 1 to 4.
    "#);
}
