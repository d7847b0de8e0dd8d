use std::io::{self, Write};

use hierarchy::Action;

use super::{Arguments, History};
use crate::shared::change::{Change, attribute_line};
use crate::shared::style::STRONG;
use crate::shared::table::{Column, Table};

/// Prints a row for each change, and below it the changed attributes, unless the object was created or removed.
pub(super) fn print(out: &mut impl Write, history: &History, arguments: &Arguments) -> io::Result<()> {
    let room = arguments.wide.room();
    if history.changes.is_empty() {
        return room.print(out, explain_empty(arguments));
    }
    let mut table = Table::new([
        Column::key("REV"),
        Column::ranked("TIME (UTC)", 2),
        Column::ranked("ACTOR", 3).shortened_to(20),
        Column::ranked("ORIGIN", 4),
        Column::ranked("ACTION", 1),
        Column::key("OBJECT").shortened_to(36),
    ]);
    history.changes.iter().for_each(|change| table.add(STRONG, cells(change)));
    table.layout(room).print(out, |out, number| {
        let change = history.changes.get(number);
        let change = change.filter(|change| !matches!(change.action, Action::Create | Action::Delete));
        let attributes = change.into_iter().flat_map(|change| &change.attributes);
        let mut lines = attributes.flat_map(|attribute| room.wrapped(&attribute_line(attribute), "      ", "        "));
        lines.try_for_each(|line| writeln!(out, "{line}"))
    })
}

fn explain_empty(arguments: &Arguments) -> &'static str {
    let Arguments { site, object, actor, since, limit: _, wide: _ } = arguments;
    if site.is_none() && object.is_none() && actor.is_none() && since.is_none() {
        "The hierarchy has no changes yet."
    } else {
        "No change matches. Remove a filter to see more."
    }
}

/// Who says to have made a change, and whom the database knows as its writer.
fn actor(change: &Change) -> String {
    match &change.database_user {
        Some(user) if *user != change.actor => format!("{} (database user {user})", change.actor),
        _ => change.actor.clone(),
    }
}

fn cells(change: &Change) -> [String; 6] {
    let implicitly = if change.action == Action::Create && !change.declared { " (created implicitly)" } else { "" };
    [
        change.revision.to_string(),
        change.time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        actor(change),
        change.origin.clone(),
        change.action.to_string(),
        format!("{} {}{implicitly}", change.kind, change.id),
    ]
}
