use std::io::{self, Write};

use super::{FaultRow, Faults};
use crate::shared::style::{STRONG, WARNING};
use crate::shared::table::Table;
use crate::shared::times::minute;

/// What the command did.
#[derive(Clone, Copy)]
pub(super) enum Outcome {
    Added,
    AlreadyActive,
    Listed,
    Cleared,
}

/// Prints what was done, or the list of faults.
pub(super) fn print(out: &mut impl Write, faults: &Faults, outcome: Outcome) -> io::Result<()> {
    match outcome {
        Outcome::Listed => list(out, &faults.faults),
        Outcome::Cleared if faults.faults.is_empty() => {
            writeln!(
                out,
                "Nothing to clear: no such fault is injected. \"supctl fault list\" shows the injected faults."
            )
        }
        _ => faults.faults.iter().try_for_each(|row| print_fault(out, row, outcome)),
    }
}

fn print_fault(out: &mut impl Write, row: &FaultRow, outcome: Outcome) -> io::Result<()> {
    let (kind, target) = (row.fault.kind, &row.fault.target);
    match outcome {
        Outcome::AlreadyActive => {
            let since = minute(row.fault.since);
            writeln!(
                out,
                "Nothing to add: {kind} is already injected at {target}, since {since} UTC, by {}.",
                row.fault.actor
            )?;
        }
        Outcome::Cleared => return writeln!(out, "{STRONG}Cleared {kind} at {target}.{STRONG:#}"),
        Outcome::Added | Outcome::Listed => {
            writeln!(out, "{STRONG}Added {kind} at {target}{STRONG:#}: {}.", row.meaning)?;
        }
    }
    note(out, row)
}

fn note(out: &mut impl Write, row: &FaultRow) -> io::Result<()> {
    let (kind, target) = (row.fault.kind, &row.fault.target);
    match row.without_effect {
        Some(why) => writeln!(out, "{WARNING}note{WARNING:#}: {kind} has no effect at {target}. {why}"),
        None => Ok(()),
    }
}

fn list(out: &mut impl Write, rows: &[FaultRow]) -> io::Result<()> {
    if rows.is_empty() {
        return writeln!(out, "No faults are injected. Inject one with \"supctl fault add\".");
    }
    let mut table = Table::new(["KIND", "TARGET", "SINCE (UTC)", "ACTOR", "MEANING"]);
    for FaultRow { fault, meaning, .. } in rows {
        let target = fault.target.clone();
        let cells = [fault.kind.to_string(), target, minute(fault.since), fault.actor.clone(), (*meaning).to_owned()];
        table.add(STRONG, cells);
    }
    table.print(out)?;
    rows.iter().try_for_each(|row| note(out, row))
}
