//! What rules find, as diagnostics.

use hierarchy::{Action, Finding, Hierarchy, HistoryEntry, HistoryFilter, ObjectId, Severity};
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::{Path, Step};

use crate::client::store_error;

/// A finding of a rule.
pub(crate) fn diagnostic(finding: &Finding) -> Diagnostic {
    let diagnostic = match finding.severity {
        Severity::Error => Diagnostic::error(&finding.summary, &finding.detail),
        Severity::Warning => Diagnostic::warning(&finding.summary, &finding.detail),
    };
    match (&finding.attribute, &finding.element) {
        (Some(attribute), Some(element)) => diagnostic.at(Path::of(attribute).with(Step::Key(element.clone()))),
        (Some(attribute), None) => diagnostic.at(Path::of(attribute)),
        (None, _) => diagnostic,
    }
}

/// Findings of rules.
pub(crate) fn diagnostics(findings: &[Finding]) -> Diagnostics {
    findings.iter().map(diagnostic).collect()
}

/// Why an object cannot be created; if it already exists, with who created it and when.
pub(crate) fn refused_creation(
    hierarchy: &Hierarchy,
    object: &ObjectId,
    findings: &[Finding],
) -> Result<Diagnostics, Diagnostic> {
    let history = hierarchy.history(&HistoryFilter::of(object)).map_err(|error| store_error(&error))?;
    let is_creation = |entry: &&HistoryEntry| matches!(entry.action, Action::Create | Action::Adopt);
    let exists = history.last().is_some_and(|last| last.declared);
    let Some(creation) = history.iter().rfind(is_creation).filter(|_| exists) else {
        return Ok(diagnostics(findings));
    };
    let HistoryEntry { actor, origin, time, .. } = creation;
    let creator = format!("{actor} created it through {origin} at {time:.0}.");
    let refusals = diagnostics(findings).into_iter().map(|mut diagnostic| {
        diagnostic.detail = format!("{creator} {}", diagnostic.detail);
        diagnostic
    });
    Ok(refusals.collect())
}

/// The errors among findings of rules.
pub(crate) fn errors(findings: &[Finding]) -> Diagnostics {
    findings.iter().filter(|finding| finding.severity == Severity::Error).map(diagnostic).collect()
}

/// An object to be created that already exists with the planned values: an interrupted run leaves that.
pub(crate) fn adopted(creation: &HistoryEntry) -> Diagnostic {
    let HistoryEntry { object, actor, time, .. } = creation;
    Diagnostic::warning(
        format!("{object} already existed with the planned values; adopted"),
        format!(
            "{actor} created it through Terraform at {time:.0}. It is managed by this resource now. The run that created it \
             was interrupted. If another configuration manages it as well, remove it from one of the two."
        ),
    )
}
