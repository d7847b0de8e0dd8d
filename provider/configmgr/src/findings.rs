//! What the hierarchy has to say, as Terraform shows it.

use hierarchy::{Finding, Severity, StoreError};
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;

/// A finding of a rule.
pub(crate) fn diagnostic(finding: &Finding) -> Diagnostic {
    let diagnostic = match finding.severity {
        Severity::Error => Diagnostic::error(&finding.summary, &finding.detail),
        Severity::Warning => Diagnostic::warning(&finding.summary, &finding.detail),
    };
    match &finding.attribute {
        Some(attribute) => diagnostic.at(Path::of(attribute)),
        None => diagnostic,
    }
}

/// Findings of rules.
pub(crate) fn diagnostics(findings: &[Finding]) -> Diagnostics {
    findings.iter().map(diagnostic).collect()
}

/// A store that cannot be read or written.
pub(crate) fn store_diagnostic(error: &StoreError) -> Diagnostic {
    Diagnostic::error("The hierarchy cannot be used", format!("{error}. {}", error.way_out()))
}
