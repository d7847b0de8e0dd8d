//! Times as people read them.

use jiff::{SignedDuration, Timestamp};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// To the minute, in UTC.
pub(crate) fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

/// How long ago a time was, or in how long it will be, in its largest unit.
pub(crate) fn from_now(time: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(time).as_secs();
    match (largest(seconds.abs()), seconds < 0) {
        (None, _) => "just now".to_owned(),
        (Some(length), false) => format!("{length} ago"),
        (Some(length), true) => format!("in {length}"),
    }
}

fn largest(seconds: i64) -> Option<String> {
    let (unit, word) = match seconds {
        ..MINUTE => return None,
        MINUTE..HOUR => (MINUTE, "min"),
        HOUR..DAY => (HOUR, "h"),
        _ => (DAY, "d"),
    };
    Some(format!("{} {word}", seconds / unit))
}

/// A length of time in days, hours, minutes and seconds.
pub(crate) fn length(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().abs();
    let parts =
        [(seconds / DAY, "d"), (seconds % DAY / HOUR, "h"), (seconds % HOUR / MINUTE, "min"), (seconds % MINUTE, "s")];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short() {
        let now: Timestamp = "2026-11-22T18:00:00Z".parse().unwrap();
        for (seconds, away, whole) in [
            (0, "just now", "0 s"),
            (59, "just now", "59 s"),
            (60, "1 min ago", "1 min"),
            (7199, "1 h ago", "1 h 59 min 59 s"),
            (3 * DAY + HOUR, "3 d ago", "3 d 1 h"),
            (-90 * MINUTE, "in 1 h", "1 h 30 min"),
        ] {
            let length_of_time = SignedDuration::from_secs(seconds);
            assert_eq!(from_now(now.checked_sub(length_of_time).unwrap(), now), away);
            assert_eq!(length(length_of_time), whole);
        }
    }
}
