//! Parts of SARIF 2.1.0 logs, which code scanning tools read.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, MultiformatMessageString, PhysicalLocation, Region, ReportingDescriptor, Result as SarifResult,
    Run, Sarif, Tool, ToolComponent,
};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Encodes all but unreserved characters and slashes.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A log of one run.
pub(crate) fn log(rules: Vec<ReportingDescriptor>, results: Vec<SarifResult>) -> Sarif {
    let driver =
        ToolComponent::builder().name(env!("CARGO_PKG_NAME")).version(env!("CARGO_PKG_VERSION")).rules(rules).build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind(json!("unicodeCodePoints"))
        .results(results)
        .build();
    Sarif::builder().schema(SCHEMA).version(json!("2.1.0")).runs(vec![run]).build()
}

/// A text of a rule.
pub(crate) fn text(text: impl Into<String>) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text.into()).build()
}

/// A file, and the line in it if it is known.
pub(crate) fn physical_location(path: &str, line: Option<usize>) -> PhysicalLocation {
    let file = ArtifactLocation::builder().uri(uri(path)).build();
    let mut location = PhysicalLocation::builder().artifact_location(file).build();
    let line = line.and_then(|line| i64::try_from(line).ok());
    location.region = line.map(|line| Region::builder().start_line(line).build());
    location
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
