//! Findings as Markdown. Whatever comes from outside stands in code, so that no name becomes a mention or a link.

use std::fmt::Write as _;

use super::{Finding, Page, parts};
use crate::shared::markdown::{code, fence};

/// The page.
pub(super) fn page(page: &Page<'_>) -> String {
    let mut out = format!("## {}\n\n{}\n", page.title, page.summary);
    for (what, findings) in page.groups() {
        // Writing to a string does not fail.
        let _ = write!(out, "\n### {} ({})\n\n{}.\n\n", what.title(), findings.len(), capitalized(what.meaning()));
        findings.into_iter().for_each(|finding| write_finding(&mut out, finding));
    }
    if !page.expired.is_empty() {
        let _ = write!(out, "\n### Expired rules ({})\n\n", page.expired.len());
        for rule in page.expired {
            let _ = writeln!(out, "- {} {}", code(&rule.place()), code(&rule.text()));
        }
    }
    let ignored: Vec<_> = page.ignored().collect();
    if !ignored.is_empty() {
        let _ = write!(out, "\n### Ignored ({})\n\n", ignored.len());
        for (finding, rule) in ignored {
            let reason = format!("{}, until {}", rule.reason, rule.expires);
            let _ = writeln!(out, "- {} {}: {}", finding.what.title(), code(&finding.name()), code(&reason));
        }
    }
    out
}

fn write_finding(out: &mut String, finding: &Finding) {
    let places: String = finding.places().iter().map(|place| format!(", {}", code(place))).collect();
    let notes: String = finding.notes().iter().map(|note| format!(", {}", code(note))).collect();
    let _ = writeln!(out, "- {}{places}{notes}", code(&finding.name()));
    if finding.attributes.is_empty() {
        return;
    }
    let lines: Vec<String> = finding
        .attributes
        .iter()
        .map(|attribute| {
            let (path, removed, added) = parts(&attribute.change);
            let removed = removed.iter().map(|value| format!("- {path}: {value}\n"));
            let added = added.iter().map(|value| format!("+ {path}: {value}\n"));
            let note = Some(attribute.note()).filter(|note| !note.is_empty()).map(|note| format!("# {note}\n"));
            note.into_iter().chain(removed).chain(added).collect()
        })
        .collect();
    let text = lines.concat();
    let fence = fence([text.as_str()]);
    let block = format!("{fence}diff\n{text}{fence}\n");
    let _ = writeln!(out);
    for line in block.lines() {
        let _ = writeln!(out, "  {line}");
    }
    let _ = writeln!(out);
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
