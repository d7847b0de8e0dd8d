//! The token of a schedule.
//!
//! The codec reads and writes the token alone: a start without `IsGMT` is written as if it were in UTC, and
//! [`crate::zone`] gives it the zone of the site.

use hierarchy::Schedule;
use hierarchy::schedule::{parse_token, token};
use serde_json::{Value, json};

use super::text::text;
use super::{Codec, Misfit, at};

/// 16 hexadecimal digits, or nothing.
pub static SCHEDULE: Codec = Codec { words: "token of SMS_ScheduleMethods, empty for none", read, write };

fn read(cells: &[&Value]) -> Result<Option<Value>, Misfit> {
    let Some(text) = text(at(cells, 0))? else { return Ok(None) };
    let schedule =
        parse_token(text.trim()).map_err(|_| Misfit::of(at(cells, 0), "the token of one recurring schedule"))?;
    Ok(Some(json!(schedule)))
}

/// A start with an offset or a zone is written on its own clock, without `IsGMT`.
fn write(value: &Value) -> Vec<Value> {
    let Ok(Some(mut schedule)) = serde_json::from_value::<Option<Schedule>>(value.clone()) else {
        return vec![json!("")];
    };
    let start = schedule.start.take();
    let is_utc = start.as_deref().is_none_or(|start| start.ends_with(['Z', 'z']));
    // A clock is at most the first 19 characters of RFC 3339: date and time.
    schedule.start = start.map(|start| if is_utc { start } else { format!("{}Z", start.get(..19).unwrap_or(&start)) });
    let token = token(&schedule).unwrap_or_default();
    vec![json!(if is_utc { token } else { without_utc(&token) })]
}

/// Whether the start of a token is in UTC: its lowest bit.
pub(crate) fn is_utc(token: &str) -> bool {
    token.chars().last().and_then(|digit| digit.to_digit(16)).is_some_and(|digit| digit & 1 == 1)
}

fn without_utc(token: &str) -> String {
    let word = u64::from_str_radix(token, 16).unwrap_or_default();
    format!("{:016X}", word & !1)
}
