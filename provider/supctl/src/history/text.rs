use std::io::{self, Write};

use hierarchy::Action;

use super::{Arguments, History};
use crate::shared::change::{Change, attribute_line};
use crate::shared::style::STRONG;
use crate::shared::table::Table;

/// Prints one line a change, in columns, and below it what changed. Objects that came or went show their line only.
pub(super) fn print(out: &mut impl Write, history: &History, arguments: &Arguments) -> io::Result<()> {
    if history.changes.is_empty() {
        return writeln!(out, "{}", nothing(arguments));
    }
    let mut table = Table::new(["REV", "TIME (UTC)", "WHO", "THROUGH", "ACTION", "OBJECT"]);
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

fn nothing(arguments: &Arguments) -> &'static str {
    let Arguments { site, object, actor, since, limit: _ } = arguments;
    if site.is_none() && object.is_none() && actor.is_none() && since.is_none() {
        "Nobody has changed this hierarchy yet."
    } else {
        "No change matches. Leave out a condition to see more."
    }
}

fn cells(change: &Change) -> [String; 6] {
    let came_along = if change.action == Action::Create && !change.declared { " (came along)" } else { "" };
    [
        change.revision.to_string(),
        change.time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        change.actor.clone(),
        change.origin.clone(),
        change.action.to_string(),
        format!("{} {}{came_along}", change.kind, change.id),
    ]
}
