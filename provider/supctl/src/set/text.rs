use std::io::{self, Write};

use super::Outcome;
use crate::shared::change::attribute_line;
use crate::shared::reference::Reference;
use crate::shared::room::Room;
use crate::shared::style::STRONG;

/// Prints the changed objects with their attributes. A refused change has findings only.
pub(super) fn print(out: &mut impl Write, outcome: &Outcome, object: &Reference) -> io::Result<()> {
    let room = Room::of_output();
    if outcome.is_refused() {
        return Ok(());
    }
    if outcome.changes.is_empty() {
        return room.print(out, &format!("Nothing to change: {object} already has these values."));
    }
    for change in &outcome.changes {
        writeln!(
            out,
            "{STRONG}Revision {}: {} {} {}{STRONG:#}",
            change.revision, change.action, change.kind, change.id
        )?;
        for attribute in &change.attributes {
            let lines = room.wrapped(&attribute_line(attribute), "  ", "    ");
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
    }
    Ok(())
}
