//! The lines that `terraform plan -json` prints.

use std::path::Path;

use serde::Deserialize;

use super::document::display_name;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::input;

/// What the log of a plan tells, beside the plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    pub(crate) messages: Vec<Message>,
    /// The number of changes; `None` where the log ends before Terraform counts them.
    pub(crate) counted: Option<Counted>,
}

/// An error or a warning of Terraform or a provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Message {
    pub(crate) severity: String,
    pub(crate) summary: String,
    #[serde(default)]
    pub(crate) detail: String,
    /// The address of the resource.
    #[serde(default)]
    pub(crate) address: Option<String>,
    #[serde(default)]
    pub(crate) range: Option<Range>,
}

/// A place in a file of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Range {
    pub(crate) filename: String,
    pub(crate) start: Start,
}

/// The begin of a range.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Start {
    /// From 1.
    pub(crate) line: usize,
}

/// The number of changes, as Terraform counts them: a replacement is an addition and a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Counted {
    pub(crate) add: usize,
    pub(crate) change: usize,
    pub(crate) remove: usize,
}

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "@level")]
    _level: String,
    diagnostic: Option<Message>,
    changes: Option<Counted>,
}

impl Message {
    /// Whether it is an error; otherwise, it is a warning.
    pub(crate) fn is_error(&self) -> bool {
        self.severity == "error"
    }
}

impl Log {
    /// Reads a log.
    ///
    /// # Errors
    /// When the file cannot be read, or has no line of a log.
    pub(crate) fn read(file: &Path) -> Result<Self, Diagnostic> {
        let name = display_name(file);
        let bytes = input::read(file)
            .map_err(|error| Diagnostic::error(format!("{name} cannot be read: {error}"), HOW_TO_WRITE))?;
        let text = input::decoded(&bytes)
            .ok_or_else(|| Diagnostic::error(format!("{name} is not a text file"), HOW_TO_WRITE))?;
        Self::of(&text)
            .ok_or_else(|| Diagnostic::error(format!("{name} is not the log of terraform plan -json"), HOW_TO_WRITE))
    }

    /// The log in a text; `None` if no line is one of a log. Other lines are left out: a crash prints some, and the last one
    /// can be incomplete.
    fn of(text: &str) -> Option<Self> {
        let mut lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line.trim()).ok()).peekable();
        lines.peek()?;
        let mut log = Self::default();
        for line in lines {
            log.messages.extend(line.diagnostic);
            log.counted = line.changes.or(log.counted);
        }
        Some(log)
    }

    /// Whether the plan failed, or did not end.
    pub(crate) fn is_failed(&self) -> bool {
        self.counted.is_none() || self.messages.iter().any(Message::is_error)
    }
}

const HOW_TO_WRITE: &str = "Write the log with:\n\n  terraform plan -json -out=tfplan > plan.log\n";

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTED: &str = r#"{"@level":"info","type":"change_summary","changes":{"add":1,"change":2,"import":0,"remove":3,"operation":"plan"}}"#;
    const WARNING: &str =
        r#"{"@level":"warn","type":"diagnostic","diagnostic":{"severity":"warning","summary":"w","detail":""}}"#;
    const ERROR: &str =
        r#"{"@level":"error","type":"diagnostic","diagnostic":{"severity":"error","summary":"e","detail":"d"}}"#;

    #[test]
    fn a_log_that_does_not_end_is_that_of_a_failed_plan() {
        for (what, text, messages, is_failed) in [
            ("complete", format!("{WARNING}\n{COUNTED}\n"), 1, false),
            ("windows lines", format!("{WARNING}\r\n{COUNTED}\r\n"), 1, false),
            ("an error", format!("{WARNING}\n{ERROR}\n"), 2, true),
            ("an error after the counts", format!("{COUNTED}\n{ERROR}\n"), 1, true),
            ("cut between lines", format!("{WARNING}\n"), 1, true),
            ("cut within a line", format!("{WARNING}\n{}", &COUNTED[..50]), 1, true),
            ("a crash", format!("{WARNING}\npanic: x\n\ngoroutine 1\n"), 1, true),
        ] {
            let log = Log::of(&text).unwrap();
            assert_eq!((log.messages.len(), log.is_failed()), (messages, is_failed), "{what}");
        }
    }

    #[test]
    fn other_texts_are_no_logs() {
        for text in ["", "Terraform will perform the following actions:", "{}", "[1]", r#"{"format_version":"1.2"}"#] {
            assert!(Log::of(text).is_none(), "{text}");
        }
    }
}
