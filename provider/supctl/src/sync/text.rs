use std::io::{self, Write};

use jiff::SignedDuration;

use super::Synchronization;
use crate::shared::room::Room;
use crate::shared::times::{length, minute};

/// Prints that it has started and how to follow it, or how it ended.
pub(super) fn print(out: &mut impl Write, outcome: &Synchronization) -> io::Result<()> {
    let room = Room::of_output();
    let Some(ended) = outcome.ended else {
        writeln!(out, "Synchronization started at {} UTC (hierarchy time).", minute(outcome.began))?;
        return room.print(
            out,
            "\nFollow it with \"supctl status\", or advance the clock to its end with \"supctl sync --wait\".",
        );
    };
    let took = length(SignedDuration::from_secs(ended.as_second() - outcome.began.as_second()));
    let ended = minute(ended);
    room.print(out, &format!("Synchronization finished after {took}, at {ended} UTC (hierarchy time)."))?;
    room.print(out, &format!("{}.", outcome.summary.text()))?;
    if outcome.summary.never > 0 && outcome.summary.failed > 0 {
        room.print(out, "Software update points that have never synchronized wait for their upstream.")?;
    }
    Ok(())
}
