use std::io::{self, Write};

use super::{Checked, Report, Reported};
use crate::findings::print_messages;

/// Prints what was found, and how much that is.
pub(crate) fn print(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let Report { checked, objects, errors, warnings, findings } = report;
    if let (0, Checked::Plan { .. }) = (objects, checked) {
        return writeln!(out, "Nothing to check: the plan has no configmgr_* resources.");
    }
    let details: Vec<String> = findings.iter().map(detail).collect();
    let messages = findings.iter().zip(&details);
    print_messages(
        out,
        messages
            .map(|(Reported { finding, .. }, detail)| (finding.severity, finding.summary.as_str(), detail.as_str())),
    )?;
    if !findings.is_empty() {
        writeln!(out)?;
    }
    let found = match (errors, warnings) {
        (0, 0) => "No findings".to_owned(),
        (errors, 0) => counted(*errors, "error"),
        (0, warnings) => counted(*warnings, "warning"),
        (errors, warnings) => format!("{}, {}", counted(*errors, "error"), counted(*warnings, "warning")),
    };
    writeln!(out, "{found} in {}{}", counted(*objects, "object"), beside(checked))
}

/// Why it is wrong, and before that where it is written.
fn detail(reported: &Reported) -> String {
    let Reported { finding, address, file, line } = reported;
    let place = file.iter().zip(line).map(|(file, line)| format!("{file}:{line}"));
    let places: Vec<String> = address.iter().cloned().chain(place).collect();
    if places.is_empty() { finding.detail.clone() } else { format!("{}\n{}", places.join(", "), finding.detail) }
}

/// What the objects of a plan were seen among.
fn beside(checked: &Checked) -> String {
    match checked {
        Checked::Hierarchy { .. } => ".".to_owned(),
        Checked::Plan { hierarchy: Some(path), .. } => format!(" of the plan, among those of {}.", path.display()),
        Checked::Plan { hierarchy: None, .. } => " of the plan; there is no hierarchy beside it yet.".to_owned(),
    }
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
