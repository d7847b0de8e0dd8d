use std::io::{self, Write};

use hierarchy::Action;

use super::{Arguments, History};
use crate::shared::change::{Change, attribute_line};
use crate::shared::style::STRONG;
use crate::shared::table::Table;

/// Prints a row for each change, and below it the changed attributes, unless the object was created or removed.
pub(super) fn print(out: &mut impl Write, history: &History, arguments: &Arguments) -> io::Result<()> {
    if history.changes.is_empty() {
        return writeln!(out, "{}", explain_empty(arguments));
    }
    let mut table = Table::new(["REV", "TIME (UTC)", "ACTOR", "ORIGIN", "ACTION", "OBJECT"]);
    history.changes.iter().for_each(|change| table.add(STRONG, cells(change)));
    let mut lines = table.lines();
    lines.next().map(|header| writeln!(out, "{header}")).transpose()?;
    for (change, line) in history.changes.iter().zip(lines) {
        writeln!(out, "{line}")?;
        if !matches!(change.action, Action::Create | Action::Delete) {
            for attribute in &change.attributes {
                writeln!(out, "      {}", attribute_line(attribute))?;
            }
        }
    }
    Ok(())
}

fn explain_empty(arguments: &Arguments) -> &'static str {
    let Arguments { site, object, actor, since, limit: _ } = arguments;
    if site.is_none() && object.is_none() && actor.is_none() && since.is_none() {
        "The hierarchy has no changes yet."
    } else {
        "No change matches. Remove a filter to see more."
    }
}

fn cells(change: &Change) -> [String; 6] {
    let implicitly = if change.action == Action::Create && !change.declared { " (created implicitly)" } else { "" };
    [
        change.revision.to_string(),
        change.time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        change.actor.clone(),
        change.origin.clone(),
        change.action.to_string(),
        format!("{} {}{implicitly}", change.kind, change.id),
    ]
}
