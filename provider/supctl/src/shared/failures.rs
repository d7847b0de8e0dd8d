//! Failed synchronizations, as messages of the console.

use hierarchy::sync::{FailureReport, SupStatus, failure_reports};

use super::diagnostic::Diagnostic;

/// A diagnostic for each failure: the software update points that have it, how to fix it, and the log to read.
pub(crate) fn diagnostics(rows: &[SupStatus]) -> Vec<Diagnostic> {
    let diagnostic = |FailureReport { severity, summary, detail }| Diagnostic { severity, summary, detail };
    failure_reports(rows).into_iter().map(diagnostic).collect()
}

/// The code as the product shows it.
pub(crate) fn error_code(code: u32) -> String {
    format!("0x{code:08X}")
}
