//! A row as a block of lines, for terminals too narrow for a table.

use anstyle::Style;
use textwrap::core::display_width;

use super::{Column, NOTHING};
use crate::shared::room::Room;

/// What identifies the row, and below it a line for each value.
pub(super) fn lines(columns: &[Column], cells: &[String], style: Style, room: Room) -> Vec<String> {
    let (keys, facts): (Vec<_>, Vec<_>) = columns.iter().zip(cells).partition(|(column, _)| column.rank == 0);
    let title = keys.iter().map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" ");
    let labels = facts.iter().map(|(column, _)| display_width(column.header)).max().unwrap_or_default();
    let title = room.wrapped(&title, "", "  ").into_iter().map(|line| format!("{style}{line}{style:#}"));
    let facts = facts.iter().filter(|(_, cell)| *cell != NOTHING).flat_map(|(column, cell)| {
        let label = format!("  {:labels$}  ", column.header);
        room.wrapped(cell, &label, &" ".repeat(label.len()))
    });
    title.chain(facts).collect()
}
