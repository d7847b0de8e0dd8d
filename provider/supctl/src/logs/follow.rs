//! Following a log. What is new is found by reading it again: the lines come out of what the hierarchy remembers, and its
//! clock may be moved by anybody.

use std::collections::HashSet;
use std::io::Write;

use hierarchy::Hierarchy;
use hierarchy::sync::LogEntry;
use jiff::{SignedDuration, Timestamp};

use super::{Arguments, output, text};
use crate::shared::error::Result;

/// A line may be as old when it is first read: the log shows what ends within a second.
const MAX_DELAY: SignedDuration = SignedDuration::from_secs(1);

/// Prints what is there, and then what comes, until whoever reads it is gone.
pub(super) fn follow(out: &mut impl Write, hierarchy: &Hierarchy, arguments: &Arguments, as_json: bool) -> Result<()> {
    let mut read_until = hierarchy.now()?;
    let mut known: HashSet<LogEntry> = arguments.all(hierarchy)?.into_iter().collect();
    let mut entries = arguments.entries(hierarchy)?;
    entries.retain(|entry| known.contains(entry));
    if entries.is_empty() {
        text::explain_empty(&mut anstream::stderr().lock(), arguments)?;
    }
    loop {
        print(out, &entries, as_json)?;
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

/// Whether a line has come since. When somebody changes a port, old lines show the new one: they are not new.
fn is_new(entry: &LogEntry, known: &HashSet<LogEntry>, read_until: Timestamp) -> bool {
    let oldest = read_until.checked_sub(MAX_DELAY).unwrap_or(read_until);
    entry.time > oldest && !known.contains(entry)
}

fn print(out: &mut impl Write, entries: &[LogEntry], as_json: bool) -> Result<()> {
    if as_json {
        for entry in entries {
            serde_json::to_writer(&mut *out, entry)?;
            writeln!(out)?;
        }
    } else {
        text::print(out, entries)?;
    }
    Ok(out.flush()?)
}
