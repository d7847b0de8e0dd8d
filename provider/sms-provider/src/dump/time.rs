//! Times, in the forms that scripts and the administration service write.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use serde_json::Value;

/// A time in one of these forms; `None` for no time, which the product stores as the beginning of 1970.
///
/// - ISO 8601, in UTC if it has no offset: `2026-01-13T03:00:00Z`
/// - milliseconds, as Windows PowerShell writes them: `/Date(1768273200000)/`
/// - WMI: `20260113030000.000000+060`, with the offset in minutes
pub(crate) fn read(value: &Value) -> Option<Timestamp> {
    let text = match value {
        // Windows PowerShell writes some times as an object with the value inside.
        Value::Object(parts) => parts.get("value")?.as_str()?,
        value => value.as_str()?,
    };
    let text = text.trim();
    let time = iso(text).or_else(|| milliseconds(text)).or_else(|| wmi(text))?;
    (time != Timestamp::UNIX_EPOCH).then_some(time)
}

fn iso(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| format!("{text}Z").parse().ok())
}

fn milliseconds(text: &str) -> Option<Timestamp> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    // An offset after the number says how the time was shown. It does not change the time.
    let end = inner.char_indices().skip(1).find(|(_, c)| matches!(c, '+' | '-')).map_or(inner.len(), |(at, _)| at);
    Timestamp::from_millisecond(inner.get(..end)?.parse().ok()?).ok()
}

fn wmi(text: &str) -> Option<Timestamp> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i8>().ok();
    let date = Date::new(text.get(..4)?.parse().ok()?, part(4, 6)?, part(6, 8)?).ok()?;
    let time = Time::new(part(8, 10)?, part(10, 12)?, part(12, 14)?, 0).ok()?;
    let minutes: i32 = text.get(21..).filter(|offset| !offset.is_empty())?.parse().ok()?;
    Offset::from_seconds(minutes.checked_mul(60)?).ok()?.to_timestamp(date.to_datetime(time)).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn a_time_has_many_forms() {
        for written in [
            json!("2026-01-13T03:00:00Z"),
            json!("2026-01-13T03:00:00.0000000Z"),
            json!("2026-01-13T04:00:00+01:00"),
            json!("2026-01-13T03:00:00"),
            json!("/Date(1768273200000)/"),
            json!("/Date(1768273200000+0100)/"),
            json!("20260113040000.000000+060"),
            json!("20260113030000.000000-000"),
            json!({"value": "/Date(1768273200000)/", "DisplayHint": 2, "DateTime": "Tuesday"}),
        ] {
            assert_eq!(read(&written).map(|time| time.to_string()).unwrap(), "2026-01-13T03:00:00Z", "{written}");
        }
    }

    #[test]
    fn no_time_has_forms_too() {
        for written in [json!(null), json!(""), json!("1970-01-01T00:00:00Z"), json!("soon"), json!(5), json!({})] {
            assert_eq!(read(&written), None, "{written}");
        }
    }
}
