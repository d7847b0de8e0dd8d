use std::io::{self, Write};

use jiff::SignedDuration;

use super::Synchronization;
use crate::shared::times::{length, minute};

/// Prints that it has begun and how to follow it, or what came of it.
pub(super) fn print(out: &mut impl Write, outcome: &Synchronization) -> io::Result<()> {
    let Some(ended) = outcome.ended else {
        writeln!(out, "Synchronisation has begun, at {} UTC in the hierarchy.", minute(outcome.began))?;
        return writeln!(
            out,
            "\n\"supctl status\" shows how far it is, \"supctl sync --wait\" puts the clock forward to its end."
        );
    };
    let took = length(SignedDuration::from_secs(ended.as_second() - outcome.began.as_second()));
    writeln!(out, "Synchronisation is over after {took}; it is {} UTC in the hierarchy.", minute(ended))?;
    writeln!(out, "{}.", outcome.summary.text())?;
    if outcome.summary.never > 0 && outcome.summary.failed > 0 {
        writeln!(out, "Who never synchronised waits for the one above.")?;
    }
    Ok(())
}
