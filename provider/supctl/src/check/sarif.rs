//! The report as SARIF 2.1.0, which code-scanning tools read.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use hierarchy::rules::{Rule, table};
use hierarchy::{Finding, Severity};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, Location, LogicalLocation, Message, MultiformatMessageString, PhysicalLocation, Region,
    ReportingConfiguration, ReportingDescriptor, Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

use super::{Checked, Report, Reported};
use crate::shared::input::is_standard;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Encodes all but unreserved characters and slashes.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The SARIF log of a report: one run.
pub(super) fn log(report: &Report) -> Sarif {
    let driver = ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .rules(table().iter().map(rule).collect::<Vec<_>>())
        .build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind(json!("unicodeCodePoints"))
        .results(results(report))
        .build();
    Sarif::builder().schema(SCHEMA).version(json!("2.1.0")).runs(vec![run]).build()
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

fn text(text: String) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
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
    let file = |path: &str| ArtifactLocation::builder().uri(uri(path)).build();
    if let (Some(path), Some(line)) = (&reported.file, reported.line) {
        let region = Region::builder().start_line(i64::try_from(line).ok()?).build();
        return Some(PhysicalLocation::builder().artifact_location(file(path)).region(region).build());
    }
    let path = match &report.checked {
        Checked::Hierarchy { path } => path.clone(),
        Checked::Plan { path, .. } => Some(path).filter(|path| !is_standard(path))?.to_string_lossy().into_owned(),
    };
    let path = path.replace('\\', "/");
    Some(PhysicalLocation::builder().artifact_location(file(&path)).build())
}

/// A relative path gives a relative URI. The URL of a database is one already.
fn uri(path: &str) -> String {
    if path.starts_with("postgres://") {
        return path.to_owned();
    }
    let encoded = utf8_percent_encode(path, PATH).to_string();
    if Path::new(path).is_absolute() { format!("file:///{}", encoded.trim_start_matches('/')) } else { encoded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        for (path, expected) in [
            ("main.tf", "main.tf"),
            ("../a b/ü.tf", "../a%20b/%C3%BC.tf"),
            ("/a:b/c", "file:///a%3Ab/c"),
            ("postgres://a@b/c", "postgres://a@b/c"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
