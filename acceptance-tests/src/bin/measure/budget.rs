//! A measured number beside its limit.

use serde_json::{Value, json};

/// What is measured, and its limit.
pub(crate) struct Budget {
    pub(crate) what: String,
    measured: Result<f64, &'static str>,
    unit: &'static str,
    allowed: f64,
}

impl Budget {
    pub(crate) fn new(what: impl Into<String>, measured: f64, unit: &'static str, allowed: f64) -> Self {
        Self { what: what.into(), measured: Ok(measured), unit, allowed }
    }

    /// One that this machine or this run could not measure.
    pub(crate) fn not_measured(
        what: impl Into<String>,
        unit: &'static str,
        allowed: f64,
        reason: &'static str,
    ) -> Self {
        Self { what: what.into(), measured: Err(reason), unit, allowed }
    }

    /// Whether the limit is kept, in words.
    pub(crate) fn verdict(&self, is_judged: bool) -> &'static str {
        match self.measured {
            Err(_) => "not measured",
            Ok(_) if !is_judged => "not judged",
            Ok(measured) if measured <= self.allowed => "ok",
            Ok(_) => "OVER",
        }
    }

    /// The number, or why there is none.
    pub(crate) fn measured(&self) -> String {
        match self.measured {
            Ok(measured) => format!("{measured:.1} {}", self.unit),
            Err(reason) => reason.to_owned(),
        }
    }

    pub(crate) fn allowed(&self) -> String {
        format!("{} {}", self.allowed, self.unit)
    }

    pub(crate) fn json(&self, is_judged: bool) -> Value {
        json!({
            "budget": self.what,
            "measured": self.measured.ok(),
            "unit": self.unit,
            "at_most": self.allowed,
            "verdict": self.verdict(is_judged),
            "reason": self.measured.err(),
        })
    }
}
