use super::*;
use crate::schedule::{parse_token, token};

/// Tokens with their published meaning. Times are on the clock of whoever reads them, which is taken for UTC here.
fn published() -> Vec<(&'static str, Schedule)> {
    use Week::{First, Fourth, Last, Third};
    use Weekday::{Monday, Saturday, Tuesday, Wednesday};
    let evening = |form| starting("2012-01-01T20:00:00Z", form);
    vec![
        // Tests of ConfigMgrCBDsc, and examples of jcht.cz's parser.
        ("0001200000100038", every(7, 0, 0)),
        ("A9788980001B4000", starting("2008-08-24T11:42:00Z", weekly(Tuesday, 2))),
        ("7D98898000280400", starting("2008-08-24T12:31:00Z", by_date(0, 1))),
        // An example of PSCCMClient's ConvertFrom-CCMSchedule. It lasts 2 hours and 59 minutes.
        ("1033BC7B10100010", starting("2019-11-19T01:04:00Z", every(2, 0, 0))),
        // The first of those in the help of Convert-CMSchedule, which does not say what it means: by the layout alone.
        ("02C159C0381A2000", starting("2009-05-01T22:00:00Z", weekly(Monday, 1))),
        // Comments of MEM.Zone's ufn_CM_GetNextMaintenanceWindow; all last an hour or more.
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

/// Without how long something lasts, and with the flag that says UTC.
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
    schedule.start has seconds. A token has no place for them. Write a start at a full minute.

    schedule.start is in the year 2034. A token has room for 1970 to 2033. Write a start in those years.

    schedule.start is in the year 1969. A token has room for 1970 to 2033. Write a start in those years.

    schedule.start "2026-01-13T03:00:00+01:00" is not in UTC. A token has no place for another offset or a time zone. Write it in UTC, "2026-01-13T02:00:00Z"; the days of the schedule are then those in UTC as well.

    schedule.start "2026-01-13T03:00:00+01:00[Europe/Berlin]" is not in UTC. A token has no place for another offset or a time zone. Write it in UTC, "2026-01-13T02:00:00Z"; the days of the schedule are then those in UTC as well.

    schedule.start "tomorrow" is not a time of RFC 3339 (V93). It is date, time and offset from UTC, so that it means the same wherever it is read. Write it such as "2026-01-13T03:00:00+01:00", or "2026-01-13T03:00:00+01:00[Europe/Berlin]" to follow the daylight saving of a time zone.
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
    02C159C0381A200002C159C0381B2000: It holds 2 schedules, one every 16 digits. Synchronisation has one: give the 16 digits of one of them.
    00011A8500080000: It is the token of something that happens once. Synchronisation has a schedule that recurs, or none.
    0001200000380000: Its recurrence type is 7. Known are 2 (interval), 3 (weekly), 4 to 6 (monthly).
    0000200000100038: Its first 8 digits are no date and time of day.
    0001200000182000: Its day of the week is 0, not 1 to 7.
    000120000022120A: It sets bits that its form leaves empty.
    0001200000221A00: Its week of the month is beyond 4.
    0001200000221210: It sets bits that its form leaves empty.
    0001200000100908: schedule.interval is in days and hours at once (V89). An interval is 1 to 31 days, 1 to 23 hours or 1 to 59 minutes. Write one of them, such as:

      interval = { days = 1 }
    00012000001BE000: schedule.weekly.every_weeks is 7, not 1 to 4 (V90). 1 is every week; beyond 4, a monthly form serves. Write a number from 1 to 4.
    "#);
}
