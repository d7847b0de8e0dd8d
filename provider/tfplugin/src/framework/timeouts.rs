//! The `timeouts` block and durations as Terraform users write them.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::framework::value::Attr;

/// How long an operation may take before it is given up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Timeouts {
    /// How long creation may take, such as `30s` or `5m`.
    #[schemars(extend("x-terraform" = "optional", "format" = "duration"))]
    pub create: Attr<String>,
    /// How long an update may take, such as `30s` or `5m`.
    #[schemars(extend("x-terraform" = "optional", "format" = "duration"))]
    pub update: Attr<String>,
    /// How long removal may take, such as `30s` or `5m`.
    #[schemars(extend("x-terraform" = "optional", "format" = "duration"))]
    pub delete: Attr<String>,
}

impl Timeouts {
    /// How long an operation may take, if the user set a valid duration.
    pub fn of(timeouts: &Attr<Self>, operation: impl FnOnce(&Self) -> &Attr<String>) -> Option<Duration> {
        operation(timeouts.known()?).known().and_then(|text| parse_duration(text))
    }
}

/// Reads a duration such as `90s`, `1h30m`, `1.5h`, `250ms`; `None` if it is not a duration.
pub fn parse_duration(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let mut rest = text;
    let mut total = Duration::ZERO;
    loop {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let letters = tail.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(letters)?;
        let seconds = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        let part = Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()?;
        total = total.checked_add(part)?;
        if tail.is_empty() {
            return Some(total);
        }
        rest = tail;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse_duration;

    #[test]
    fn durations_are_read_as_terraform_users_write_them() {
        for (text, seconds) in [("0", 0.0), ("90s", 90.0), ("1h30m", 5400.0), ("1.5h", 5400.0), ("250ms", 0.25)] {
            assert_eq!(parse_duration(text), Some(Duration::from_secs_f64(seconds)), "{text}");
        }
        for text in ["", "5", "m", "1x", "-1s", "1h 30m", "1..5s", "1e3s", "9999999999999999999999h"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
