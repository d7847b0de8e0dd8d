use std::io::{self, Write};

use hierarchy::Severity;

use super::{Checked, Report, Reported};
use crate::findings::{detail, print_messages};

/// Prints what was found, and how much that is.
pub(crate) fn print(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let Report { checked, objects, errors, warnings, findings } = report;
    if *objects == 0 {
        let why = match checked {
            Checked::Hierarchy { .. } => "the hierarchy is empty",
            Checked::Plan { .. } => "the plan has no configmgr_* resources",
        };
        return writeln!(out, "Nothing to check: {why}.");
    }
    print_messages(out, findings.iter().map(message))?;
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
fn message(reported: &Reported) -> (Severity, &str, String) {
    let Reported { finding, address, file, line } = reported;
    let place = file.iter().zip(line).map(|(file, line)| format!("{file}:{line}"));
    let places: Vec<String> = address.iter().cloned().chain(place).collect();
    let detail = detail(finding);
    let detail = if places.is_empty() { detail } else { format!("{}\n{detail}", places.join(", ")) };
    (finding.severity, &finding.summary, detail)
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
