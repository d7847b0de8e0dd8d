use std::io::{self, Write};

use super::{Outcome, Reference};
use crate::shared::change::attribute_line;
use crate::shared::style::STRONG;

/// Prints what changed, one object after the other, or that there was nothing to change. Of a refused change, findings
/// say all there is to say.
pub(super) fn print(out: &mut impl Write, outcome: &Outcome, object: &Reference) -> io::Result<()> {
    if outcome.is_refused() {
        return Ok(());
    }
    if outcome.changes.is_empty() {
        return writeln!(out, "Nothing to change: {object} is like that already.");
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
