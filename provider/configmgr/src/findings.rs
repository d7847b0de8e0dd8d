//! What the hierarchy has to say, as Terraform shows it.

use hierarchy::{Finding, HistoryEntry, Severity, StoreError};
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

/// An object that was there already when it was to be created: what a run that was cut off leaves behind.
pub(crate) fn taken_over(creation: &HistoryEntry) -> Diagnostic {
    let HistoryEntry { object, actor, time, .. } = creation;
    Diagnostic::warning(
        format!("{object}: it was there already, just as planned"),
        format!(
            "{actor} created it through Terraform at {time:.0}, and this state did not know it: that run was cut off, most \
             likely. It is managed from here now. If another configuration manages it as well, remove it from one of the two."
        ),
    )
}
