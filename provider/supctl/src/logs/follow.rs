//! Following a log. New lines are found by reading the log again: it is computed from the state of the hierarchy, whose clock
//! other processes may advance.

use std::collections::HashSet;
use std::io::Write;

use hierarchy::Hierarchy;
use hierarchy::sync::LogEntry;
use jiff::{SignedDuration, Timestamp};

use super::{Arguments, output, text};
use crate::shared::error::Result;
use crate::shared::room::Room;

/// What ends within a second is logged up to this long afterwards.
const MAX_DELAY: SignedDuration = SignedDuration::from_secs(1);

/// Prints the lines there are, then new ones, until the output is closed.
pub(super) fn follow(out: &mut impl Write, hierarchy: &Hierarchy, arguments: &Arguments, as_json: bool) -> Result<()> {
    let mut read_until = hierarchy.now()?;
    let mut known: HashSet<LogEntry> = arguments.all(hierarchy)?.into_iter().collect();
    let mut entries = arguments.entries(hierarchy)?;
    entries.retain(|entry| known.contains(entry));
    if entries.is_empty() {
        text::explain_empty(&mut anstream::stderr().lock(), arguments, hierarchy.as_found()?.as_ref())?;
    }
    loop {
        print(out, arguments.wide.room(), &entries, as_json)?;
        if output::is_closed_within_a_second() {
            return Ok(());
        }
        let now = hierarchy.now()?;
        let all = arguments.all(hierarchy)?;
        entries = all.iter().filter(|entry| is_new(entry, &known, read_until)).cloned().collect();
        known = all.into_iter().collect();
        read_until = now;
    }
}

/// Whether a line is new since the last reading. Old lines may change, as with a port, and are not printed again.
fn is_new(entry: &LogEntry, known: &HashSet<LogEntry>, read_until: Timestamp) -> bool {
    let oldest = read_until.checked_sub(MAX_DELAY).unwrap_or(read_until);
    entry.time > oldest && !known.contains(entry)
}

fn print(out: &mut impl Write, room: Room, entries: &[LogEntry], as_json: bool) -> Result<()> {
    if as_json {
        for entry in entries {
            serde_json::to_writer(&mut *out, entry)?;
            writeln!(out)?;
        }
    } else {
        text::print(out, room, entries)?;
    }
    Ok(out.flush()?)
}
