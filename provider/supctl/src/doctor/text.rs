use std::io::{self, Write};

use super::{Examination, Examined, State, Subject};
use crate::shared::count::counted;
use crate::shared::room::Room;
use crate::shared::style::{ADDED, ERROR, QUIET, WARNING};

/// Prints a paragraph for each thing that was examined, and the number of problems.
pub(super) fn print(out: &mut impl Write, examination: &Examination) -> io::Result<()> {
    let room = Room::of_output();
    examination.examined.iter().try_for_each(|examined| print_examined(out, room, examined))?;
    let Examination { errors, warnings, .. } = examination;
    let found = match (errors, warnings) {
        (0, 0) => "No problems".to_owned(),
        (errors, 0) => counted(*errors, "error"),
        (0, warnings) => counted(*warnings, "warning"),
        (errors, warnings) => format!("{}, {}", counted(*errors, "error"), counted(*warnings, "warning")),
    };
    writeln!(out, "\n{found}.")
}

fn print_examined(out: &mut impl Write, room: Room, examined: &Examined) -> io::Result<()> {
    let Examined { subject, state, finding, remedy } = examined;
    let (style, word) = match state {
        State::Ok => (ADDED, "ok"),
        State::Warning => (WARNING, "warning"),
        State::Error => (ERROR, "error"),
        State::Skipped => (QUIET, "skipped"),
    };
    let text = format!("{style}{word}{style:#}: {}: {finding}", name(*subject));
    room.wrapped(&text, "", "  ").iter().try_for_each(|line| writeln!(out, "{line}"))?;
    for line in remedy.iter().flat_map(|remedy| remedy.lines()) {
        if line.is_empty() {
            writeln!(out)?;
        } else if line.starts_with(' ') {
            writeln!(out, "  {line}")?;
        } else {
            room.wrapped(line, "  ", "  ").iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
    }
    Ok(())
}

fn name(subject: Subject) -> &'static str {
    match subject {
        Subject::Hierarchy => "hierarchy",
        Subject::Permissions => "permissions",
        Subject::Clock => "clock",
        Subject::Connections => "connections",
        Subject::Plugin => "plugin",
        Subject::Configuration => "configuration",
    }
}
