use std::io::{self, Write};

use super::{Checked, Report, Reported};
use crate::shared::count::counted;
use crate::shared::diagnostic::{self, Diagnostic};
use crate::shared::room::Room;

/// Prints the findings and their number.
pub(super) fn print(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let Report { checked, objects, errors, warnings, findings, .. } = report;
    let room = Room::of_output();
    if *objects == 0 {
        let why = match checked {
            Checked::Hierarchy { .. } => "the hierarchy is empty",
            Checked::Plan { .. } => "the plan has no configmgr_* resources",
        };
        return room.print(out, &format!("Nothing to check: {why}."));
    }
    diagnostic::print(out, room, &findings.iter().map(diagnostic).collect::<Vec<_>>())?;
    if !findings.is_empty() {
        writeln!(out)?;
    }
    let found = match (errors, warnings) {
        (0, 0) => "No findings".to_owned(),
        (errors, 0) => counted(*errors, "error"),
        (0, warnings) => counted(*warnings, "warning"),
        (errors, warnings) => format!("{}, {}", counted(*errors, "error"), counted(*warnings, "warning")),
    };
    room.print(out, &format!("{found} in {}{}", counted(*objects, "object"), scope(checked)))
}

/// The finding; its detail begins with the address and the line of the resource.
fn diagnostic(reported: &Reported) -> Diagnostic {
    let Reported { finding, address, file, line } = reported;
    let location = file.iter().zip(line).map(|(file, line)| format!("{file}:{line}"));
    let places: Vec<String> = address.iter().cloned().chain(location).collect();
    let mut diagnostic = Diagnostic::from(finding);
    if !places.is_empty() {
        diagnostic.detail = format!("{}\n{}", places.join(", "), diagnostic.detail);
    }
    diagnostic
}

/// What the objects of a plan were checked against.
fn scope(checked: &Checked) -> String {
    match checked {
        Checked::Hierarchy { .. } => ".".to_owned(),
        Checked::Plan { hierarchy: Some(hierarchy), .. } => {
            format!(" of the plan, checked together with {hierarchy}.")
        }
        Checked::Plan { hierarchy: None, .. } => " of the plan; there is no hierarchy yet.".to_owned(),
    }
}
