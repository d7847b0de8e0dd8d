//! The report as SARIF 2.1.0, which code-scanning tools read.

use std::collections::HashMap;
use std::path::Path;

use hierarchy::rules::{Rule, table};
use hierarchy::{Finding, Severity};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Checked, Report, Reported};
use crate::shared::input::is_standard;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What stands for itself in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A log of one run.
#[derive(Debug, Serialize)]
pub(super) struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Value; 1],
}

/// The same as the report says.
pub(super) fn log(report: &Report) -> Sarif {
    let mut seen = HashMap::new();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|reported| {
            let fingerprint = fingerprint(&reported.finding);
            let number = seen.entry(fingerprint.clone()).and_modify(|number| *number += 1).or_insert(1_usize);
            result(report, reported, &format!("{fingerprint}#{number}"))
        })
        .collect();
    let driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "rules": table().iter().map(rule).collect::<Vec<_>>(),
    });
    let run = json!({ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results });
    Sarif { schema: SCHEMA, version: "2.1.0", runs: [run] }
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.title },
        "help": { "text": format!("{}\n\nSource: {} ({}).", rule.mend, rule.source, rule.origin.title()) },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn result(report: &Report, reported: &Reported, fingerprint: &str) -> Value {
    let finding = &reported.finding;
    let mut location = json!({ "logicalLocations": [logical_location(reported)] });
    if let (Some(physical), Some(location)) = (physical_location(report, reported), location.as_object_mut()) {
        location.insert("physicalLocation".to_owned(), physical);
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": table().iter().position(|rule| rule.id == finding.rule),
        "level": level(finding.severity),
        "message": { "text": format!("{}\n\n{}", finding.summary, finding.detail) },
        "locations": [location],
        "partialFingerprints": { "finding/v1": fingerprint },
    })
}

/// What is found again in the next run: neither the line nor the words, which other changes move.
fn fingerprint(finding: &Finding) -> String {
    let attribute = finding.attribute.as_deref().unwrap_or_default();
    format!("{} {}/{} {attribute}", finding.rule, finding.object.kind, finding.object.key())
}

fn logical_location(reported: &Reported) -> Value {
    let object = &reported.finding.object;
    match &reported.address {
        Some(address) => json!({ "fullyQualifiedName": address, "kind": "resource" }),
        None => json!({ "fullyQualifiedName": format!("{}/{}", object.kind, object.id), "kind": "object" }),
    }
}

/// The block of the resource; else the file that was checked, if it is one.
fn physical_location(report: &Report, reported: &Reported) -> Option<Value> {
    if let (Some(file), Some(line)) = (&reported.file, reported.line) {
        return Some(json!({ "artifactLocation": { "uri": uri(file) }, "region": { "startLine": line } }));
    }
    let (Checked::Hierarchy { path } | Checked::Plan { path, .. }) = &report.checked;
    let file = Some(path).filter(|path| !is_standard(path))?;
    Some(json!({ "artifactLocation": { "uri": uri(&file.to_string_lossy().replace('\\', "/")) } }))
}

/// Relative to where the check runs, as long as the path is.
fn uri(path: &str) -> String {
    let encoded = utf8_percent_encode(path, PATH).to_string();
    if Path::new(path).is_absolute() { format!("file:///{}", encoded.trim_start_matches('/')) } else { encoded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        for (path, expected) in
            [("main.tf", "main.tf"), ("../a b/ü.tf", "../a%20b/%C3%BC.tf"), ("/a:b/c", "file:///a%3Ab/c")]
        {
            assert_eq!(uri(path), expected);
        }
    }
}
