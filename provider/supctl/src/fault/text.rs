use std::io::{self, Write};

use super::{FaultRow, Faults};
use crate::shared::room::Room;
use crate::shared::style::{STRONG, WARNING};
use crate::shared::table::{Column, Table};
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
pub(super) fn print(out: &mut impl Write, room: Room, faults: &Faults, outcome: Outcome) -> io::Result<()> {
    match outcome {
        Outcome::Listed => list(out, room, &faults.faults),
        Outcome::Cleared if faults.faults.is_empty() => room.print(
            out,
            "Nothing to clear: no such fault is injected. \"supctl fault list\" shows the injected faults.",
        ),
        _ => faults.faults.iter().try_for_each(|row| print_fault(out, room, row, outcome)),
    }
}

fn print_fault(out: &mut impl Write, room: Room, row: &FaultRow, outcome: Outcome) -> io::Result<()> {
    let (kind, target) = (row.fault.kind, &row.fault.target);
    match outcome {
        Outcome::AlreadyActive => {
            let since = minute(row.fault.since);
            let actor = &row.fault.actor;
            let already = format!("{kind} is already injected at {target}, since {since} UTC, by {actor}.");
            room.print(out, &format!("Nothing to add: {already}"))?;
        }
        Outcome::Cleared => return room.print(out, &format!("{STRONG}Cleared {kind} at {target}.{STRONG:#}")),
        Outcome::Added | Outcome::Listed => {
            room.print(out, &format!("{STRONG}Added {kind} at {target}{STRONG:#}: {}.", row.meaning))?;
        }
    }
    note(out, room, row)
}

fn note(out: &mut impl Write, room: Room, row: &FaultRow) -> io::Result<()> {
    let (kind, target) = (row.fault.kind, &row.fault.target);
    match row.without_effect {
        Some(why) => {
            let text = format!("{WARNING}note{WARNING:#}: {kind} has no effect at {target}. {why}");
            room.wrapped(&text, "", "  ").iter().try_for_each(|line| writeln!(out, "{line}"))
        }
        None => Ok(()),
    }
}

fn list(out: &mut impl Write, room: Room, rows: &[FaultRow]) -> io::Result<()> {
    if rows.is_empty() {
        return room.print(out, "No faults are injected. Inject one with \"supctl fault add\".");
    }
    let mut table = Table::new([
        Column::key("KIND"),
        Column::key("TARGET").shortened_to(20),
        Column::ranked("SINCE (UTC)", 1),
        Column::ranked("ACTOR", 2).shortened_to(20),
        Column::ranked("MEANING", 3),
    ]);
    for FaultRow { fault, meaning, .. } in rows {
        let target = fault.target.clone();
        let cells = [fault.kind.to_string(), target, minute(fault.since), fault.actor.clone(), (*meaning).to_owned()];
        table.add(STRONG, cells);
    }
    table.print(out, room)?;
    rows.iter().try_for_each(|row| note(out, room, row))
}
