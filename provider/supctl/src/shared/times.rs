//! Times and lengths of time in words.

use jiff::fmt::friendly::{Designator, SpanPrinter};
use jiff::{RoundMode, SignedDuration, Span, SpanRound, Timestamp, Unit};

/// To the minute, in UTC.
pub(crate) fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

/// The distance of a time from now in its largest unit: `3d ago`, `in 1h`.
pub(crate) fn from_now(time: Timestamp, now: Timestamp) -> String {
    let age = now.duration_since(time);
    let unit = match (age.as_hours().abs(), age.as_mins().abs()) {
        (0, 0) => return "just now".to_owned(),
        (0, _) => Unit::Minute,
        (..24, _) => Unit::Hour,
        _ => Unit::Day,
    };
    let length = rounded_down(age, unit);
    if age.is_negative() { format!("in {length}") } else { format!("{length} ago") }
}

/// A length of time in days, hours, minutes and seconds, as `supctl clock advance` takes it.
pub(crate) fn length(duration: SignedDuration) -> String {
    rounded_down(duration, Unit::Second)
}

/// A length of time, rounded down to a unit.
fn rounded_down(duration: SignedDuration, unit: Unit) -> String {
    let units = SpanRound::new().largest(Unit::Day).smallest(unit).mode(RoundMode::Trunc).days_are_24_hours();
    // Rounding fails only beyond the range of spans.
    let span = Span::try_from(duration.abs()).and_then(|span| span.round(units)).unwrap_or_default();
    SpanPrinter::new().designator(Designator::Compact).span_to_string(&span)
}

#[cfg(test)]
mod tests {
    use jiff::SpanRelativeTo;

    use super::*;

    #[test]
    fn lengths_are_short() {
        let now: Timestamp = "2026-11-22T18:00:00Z".parse().unwrap();
        for (typed, away, whole) in [
            ("0s", "just now", "0s"),
            ("59s", "just now", "59s"),
            ("60s", "1m ago", "1m"),
            ("7199s", "1h ago", "1h 59m 59s"),
            ("73h", "3d ago", "3d 1h"),
            ("-90m", "in 1h", "1h 30m"),
            ("-400d", "in 400d", "400d"),
        ] {
            let seconds =
                |text: &str| text.parse::<Span>().unwrap().to_duration(SpanRelativeTo::days_are_24_hours()).unwrap();
            let duration = seconds(typed);
            assert_eq!(from_now(now.checked_sub(duration).unwrap(), now), away, "{typed}");
            assert_eq!(length(duration), whole, "{typed}");
            assert_eq!(seconds(whole), duration.abs(), "what is printed can be typed");
        }
    }
}
