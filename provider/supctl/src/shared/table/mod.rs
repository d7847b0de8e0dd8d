//! Tables without borders, which fit the room.

mod block;
mod column;
mod fit;
mod shortened;

use std::io::{self, Write};
use std::iter::repeat_n;

use anstyle::Style;
use textwrap::core::display_width;

use super::room::Room;
use super::style::QUIET;
pub(crate) use column::Column;
use fit::Shown;
use shortened::shortened;

/// What an empty cell shows.
pub(crate) const NOTHING: &str = "-";

/// Rows under a header, each in a style of its own.
pub(crate) struct Table<const COLUMNS: usize> {
    columns: [Column; COLUMNS],
    rows: Vec<(Style, [String; COLUMNS])>,
}

/// A table as it is printed.
pub(crate) struct Layout {
    /// The lines above the rows; none where each row is a block.
    header: Option<String>,
    /// The lines of each row.
    rows: Vec<Vec<String>>,
    /// Which columns are left out.
    note: Vec<String>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    pub(crate) fn new(columns: [Column; COLUMNS]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row; line breaks in its cells become spaces.
    pub(crate) fn add(&mut self, style: Style, cells: [String; COLUMNS]) {
        let breaks = ['\n', '\r'];
        self.rows.push((style, cells.map(|cell| if cell.contains(breaks) { cell.replace(breaks, " ") } else { cell })));
    }

    pub(crate) fn print(&self, out: &mut impl Write, room: Room) -> io::Result<()> {
        self.layout(room).print(out, |_, _| Ok(()))
    }

    /// The table in as much room as there is: with all columns, with the most important ones, or as a block for each row.
    pub(crate) fn layout(&self, room: Room) -> Layout {
        let Some(width) = room.columns() else { return self.lines(&fit::whole(&self.measured()), Vec::new()) };
        let Some(shown) = fit::fitted(&self.measured(), width) else {
            let blocks = self.rows.iter().map(|(style, cells)| block::lines(&self.columns, cells, *style, room));
            return Layout { header: None, rows: blocks.collect(), note: Vec::new() };
        };
        let is_left_out = |number: &usize| !shown.iter().any(|column| column.number == *number);
        let left_out = self.columns.iter().enumerate().filter(|(number, _)| is_left_out(number));
        let left_out: Vec<&str> = left_out.map(|(_, column)| column.header).collect();
        let note = match left_out.as_slice() {
            [] => Vec::new(),
            names => room.wrapped(&format!("--wide also shows {}.", names.join(", ")), "", ""),
        };
        self.lines(&shown, note)
    }

    fn measured(&self) -> Vec<fit::Measured> {
        let cells = |number: usize| self.rows.iter().filter_map(move |(_, cells)| cells.get(number));
        let columns = self.columns.iter().enumerate();
        columns.map(|(number, column)| column.measured(cells(number).map(String::as_str))).collect()
    }

    fn lines(&self, shown: &[Shown], note: Vec<String>) -> Layout {
        let header = line(&self.columns.each_ref().map(|column| column.header), shown, QUIET);
        let rows = self.rows.iter().map(|(style, cells)| vec![line(cells, shown, *style)]);
        Layout { header: Some(header), rows: rows.collect(), note }
    }
}

/// Cells side by side, each as wide as its column.
fn line(cells: &[impl AsRef<str>], shown: &[Shown], style: Style) -> String {
    let mut line = String::new();
    for column in shown {
        let Some(cell) = cells.get(column.number) else { continue };
        let cell = shortened(cell.as_ref(), column.width);
        line.push_str(&cell);
        line.extend(repeat_n(' ', column.width.saturating_sub(display_width(&cell)) + fit::GAP));
    }
    format!("{style}{}{style:#}", line.trim_end())
}

impl Layout {
    /// Prints the header and the rows; `after` prints what follows each row, by its number.
    pub(crate) fn print<W: Write>(
        &self,
        out: &mut W,
        mut after: impl FnMut(&mut W, usize) -> io::Result<()>,
    ) -> io::Result<()> {
        self.header.iter().try_for_each(|header| writeln!(out, "{header}"))?;
        for (number, lines) in self.rows.iter().enumerate() {
            // Blocks stand apart.
            if number > 0 && self.header.is_none() {
                writeln!(out)?;
            }
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
            after(out, number)?;
        }
        self.note.iter().try_for_each(|line| writeln!(out, "{QUIET}{line}{QUIET:#}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(room: Room) -> String {
        let mut table = Table::new([
            Column::key("SITE"),
            Column::key("SERVER").shortened_to(20),
            Column::ranked("STATE", 1),
            Column::ranked("ERROR", 3),
            Column::ranked("SINCE", 2),
        ]);
        let rows = [
            ["PS1", "update-services-number-one.contoso.com", "6702\nsynchronized", NOTHING, "2026-11-22"],
            ["東京", "wsus.contoso.com", "6703 failed", "0x80131500", "2026-11-21"],
        ];
        rows.into_iter().for_each(|row| table.add(Style::new(), row.map(str::to_owned)));
        let mut out = Vec::new();
        table.print(&mut out, room).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn without_a_limit_columns_are_as_wide_as_their_widest_cell() {
        insta::assert_snapshot!(printed(Room::UNLIMITED), @r"
        SITE  SERVER                                  STATE              ERROR       SINCE
        PS1   update-services-number-one.contoso.com  6702 synchronized  -           2026-11-22
        東京  wsus.contoso.com                        6703 failed        0x80131500  2026-11-21
        ");
    }

    #[test]
    fn long_names_are_shortened_first() {
        insta::assert_snapshot!(printed(Room::of_columns(80)), @r"
        SITE  SERVER                           STATE              ERROR       SINCE
        PS1   update-services…one.contoso.com  6702 synchronized  -           2026-11-22
        東京  wsus.contoso.com                 6703 failed        0x80131500  2026-11-21
        ");
    }

    #[test]
    fn then_the_least_important_columns_are_left_out() {
        insta::assert_snapshot!(printed(Room::of_columns(62)), @r"
        SITE  SERVER                     STATE              SINCE
        PS1   update-servi….contoso.com  6702 synchronized  2026-11-22
        東京  wsus.contoso.com           6703 failed        2026-11-21
        --wide also shows ERROR.
        ");
    }

    #[test]
    fn a_narrow_terminal_gets_a_block_for_each_row() {
        insta::assert_snapshot!(printed(Room::of_columns(40)), @r"
        PS1
          update-services-number-one.contoso.com
          STATE  6702 synchronized
          SINCE  2026-11-22

        東京 wsus.contoso.com
          STATE  6703 failed
          ERROR  0x80131500
          SINCE  2026-11-21
        ");
    }
}
