//! Findings as SARIF 2.1.0: a result for each attribute, so that each is an alert of its own.

use std::collections::BTreeMap;

use serde_json::json;
use serde_sarif::sarif::{
    Location, LogicalLocation, Message, ReportingConfiguration, ReportingDescriptor, Result as SarifResult,
    ResultLevel, Sarif, Suppression,
};

use super::{AttributeFinding, Expired, Finding, Page, What};
use crate::shared::change::attribute_line;
use crate::shared::sarif::{self, text};

/// The rule of an ignore rule that has expired.
const EXPIRED: &str = "expired";

/// The log: one run.
pub(super) fn log(page: &Page<'_>) -> Sarif {
    let used = |what: &What| page.findings.iter().any(|finding| finding.what == *what);
    let rules = What::ALL.into_iter().filter(used).map(|what| rule(what.as_str(), what.meaning(), level(what)));
    let expired = (!page.expired.is_empty())
        .then(|| rule(EXPIRED, "a rule no longer ignores anything, because it has expired", ResultLevel::Warning));
    let results = page.findings.iter().flat_map(|finding| results(finding, page.fallback_file));
    sarif::log(rules.chain(expired).collect(), results.chain(page.expired.iter().map(expired_result)).collect())
}

fn rule(id: &str, meaning: &str, level: ResultLevel) -> ReportingDescriptor {
    ReportingDescriptor::builder()
        .id(id)
        .short_description(text(meaning))
        .default_configuration(ReportingConfiguration::builder().level(json!(level)).build())
        .build()
}

fn level(what: What) -> ResultLevel {
    match what {
        What::Pending => ResultLevel::Note,
        _ => ResultLevel::Warning,
    }
}

fn results(finding: &Finding, fallback_file: &str) -> Vec<SarifResult> {
    if finding.attributes.is_empty() {
        return vec![result(finding, None, fallback_file)];
    }
    let numbered = finding.attributes.iter().enumerate().map(|(number, attribute)| {
        let earlier = finding.attributes.iter().take(number).filter(|other| other.path() == attribute.path());
        (earlier.count() + 1, attribute)
    });
    numbered.map(|numbered| result(finding, Some(numbered), fallback_file)).collect()
}

/// The result for an attribute, which may have several parts by different authors.
fn result(finding: &Finding, numbered: Option<(usize, &AttributeFinding)>, fallback_file: &str) -> SarifResult {
    let attribute = numbered.map(|(_, attribute)| attribute);
    let what = finding.what;
    let line = attribute.map(|attribute| {
        let line = attribute_line(&attribute.change);
        let note = attribute.note();
        let note = if note.is_empty() { note } else { format!(" ({note})") };
        format!("{}{note}", anstream::adapter::strip_str(&line))
    });
    let details: Vec<String> = finding.notes().into_iter().chain(line).collect();
    let message = format!("{}: {}. {}", finding.name(), what.meaning(), details.join(". "));
    // Values, names and times are no part of it: the next night finds the same finding.
    let part = numbered.map(|(number, attribute)| format!(" {}#{number}", attribute.path())).unwrap_or_default();
    let fingerprint = format!("{} {}{part}", what.as_str(), finding.name().to_lowercase());
    let file = finding.file.as_deref().unwrap_or(fallback_file);
    let (name, kind) = match &finding.address {
        Some(address) => (address.clone(), "resource"),
        None => (finding.name(), "object"),
    };
    let mut location = Location::builder()
        .logical_locations(vec![LogicalLocation::builder().fully_qualified_name(name).kind(kind).build()])
        .build();
    location.physical_location = Some(sarif::physical_location(file, finding.line.or(Some(1))));
    let mut result = SarifResult::builder()
        .rule_id(what.as_str())
        .level(level(what))
        .message(Message::builder().text(message.trim_end()).build())
        .locations(vec![location])
        .partial_fingerprints(BTreeMap::from([("finding/v1".to_owned(), fingerprint)]))
        .build();
    let suppression = |reason: &str| Suppression::builder().kind(json!("external")).justification(reason).build();
    result.suppressions = finding.ignored.as_ref().map(|ignored| vec![suppression(&ignored.reason)]);
    result
}

fn expired_result(rule: &Expired) -> SarifResult {
    let attribute = rule.attribute.as_deref().unwrap_or_default();
    let fingerprint = format!("{EXPIRED} {} {attribute}", rule.object);
    let mut location = Location::builder().build();
    location.physical_location = Some(sarif::physical_location(&rule.file, Some(rule.line)));
    SarifResult::builder()
        .rule_id(EXPIRED)
        .level(ResultLevel::Warning)
        .message(Message::builder().text(rule.text()).build())
        .locations(vec![location])
        .partial_fingerprints(BTreeMap::from([("finding/v1".to_owned(), fingerprint.trim_end().to_owned())]))
        .build()
}
