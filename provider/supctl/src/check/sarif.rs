//! The report as SARIF 2.1.0, which code-scanning tools read.

use std::collections::{BTreeMap, HashMap};

use hierarchy::rules::{Rule, table};
use hierarchy::{Finding, Severity};
use serde_json::json;
use serde_sarif::sarif::{
    Location, LogicalLocation, Message, PhysicalLocation, ReportingConfiguration, ReportingDescriptor,
    Result as SarifResult, ResultLevel, Sarif,
};

use super::{Checked, Report, Reported};
use crate::shared::input::is_standard;
use crate::shared::sarif::{self, text};

/// The SARIF log of a report: one run.
pub(super) fn log(report: &Report) -> Sarif {
    sarif::log(table().iter().map(rule).collect(), results(report))
}

fn rule(rule: &Rule) -> ReportingDescriptor {
    let help = format!("{}\n\nSource: {} ({}).", rule.fix, rule.source, rule.origin.title());
    ReportingDescriptor::builder()
        .id(rule.id.to_string())
        .short_description(text(rule.title.to_owned()))
        .help(text(help))
        .default_configuration(ReportingConfiguration::builder().level(json!(level(rule.severity))).build())
        .build()
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
    }
}

fn results(report: &Report) -> Vec<SarifResult> {
    let mut seen = HashMap::new();
    let mut result = |reported: &Reported| {
        let finding = &reported.finding;
        let fingerprint = fingerprint(finding);
        let number = seen.entry(fingerprint.clone()).and_modify(|number| *number += 1).or_insert(1_usize);
        let fingerprints = BTreeMap::from([("finding/v1".to_owned(), format!("{fingerprint}#{number}"))]);
        let mut result = SarifResult::builder()
            .rule_id(finding.rule.to_string())
            .level(level(finding.severity))
            .message(Message::builder().text(format!("{}\n\n{}", finding.summary, finding.detail)).build())
            .locations(vec![location(report, reported)])
            .partial_fingerprints(fingerprints)
            .build();
        result.rule_index =
            table().iter().position(|rule| rule.id == finding.rule).and_then(|index| index.try_into().ok());
        result
    };
    report.findings.iter().map(&mut result).collect()
}

/// Identifies a finding across runs. Lines and messages are not part of it: they change with other findings.
fn fingerprint(finding: &Finding) -> String {
    let attribute = finding.attribute.as_deref().unwrap_or_default();
    format!("{} {}/{} {attribute}", finding.rule, finding.object.kind, finding.object.key())
}

fn location(report: &Report, reported: &Reported) -> Location {
    let object = &reported.finding.object;
    let (name, kind) = match &reported.address {
        Some(address) => (address.clone(), "resource"),
        None => (format!("{}/{}", object.kind, object.id), "object"),
    };
    let logical = LogicalLocation::builder().fully_qualified_name(name).kind(kind).build();
    let mut location = Location::builder().logical_locations(vec![logical]).build();
    location.physical_location = physical_location(report, reported);
    location
}

/// The block of the resource, or else the checked file, unless that is standard input.
fn physical_location(report: &Report, reported: &Reported) -> Option<PhysicalLocation> {
    if let (Some(path), Some(line)) = (&reported.file, reported.line) {
        return Some(sarif::physical_location(path, Some(line)));
    }
    let path = match &report.checked {
        Checked::Hierarchy { path } => path.clone(),
        Checked::Plan { path, .. } => Some(path).filter(|path| !is_standard(path))?.to_string_lossy().into_owned(),
    };
    Some(sarif::physical_location(&path.replace('\\', "/"), None))
}
