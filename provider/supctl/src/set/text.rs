use std::io::{self, Write};

use super::{Outcome, Reference};
use crate::shared::change::attribute_line;
use crate::shared::style::STRONG;

/// Prints the changed objects with their attributes. A refused change has findings only.
pub(super) fn print(out: &mut impl Write, outcome: &Outcome, object: &Reference) -> io::Result<()> {
    if outcome.is_refused() {
        return Ok(());
    }
    if outcome.changes.is_empty() {
        return writeln!(out, "Nothing to change: {object} already has these values.");
    }
    for change in &outcome.changes {
        writeln!(
            out,
            "{STRONG}Revision {}: {} {} {}{STRONG:#}",
            change.revision, change.action, change.kind, change.id
        )?;
        for attribute in &change.attributes {
            writeln!(out, "  {}", attribute_line(attribute))?;
        }
    }
    Ok(())
}
