//! Tables without borders.

use std::io::{self, Write};

use anstyle::Style;
use comfy_table::presets;

use super::style::QUIET;

/// What an empty cell shows.
pub(crate) const NOTHING: &str = "-";

/// Rows under a header, each in a style of its own.
pub(crate) struct Table<const COLUMNS: usize> {
    table: comfy_table::Table,
    styles: Vec<Style>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    pub(crate) fn new(header: [&str; COLUMNS]) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING).set_header(header);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        Self { table, styles: vec![QUIET] }
    }

    /// Adds a row; line breaks in its cells become spaces.
    pub(crate) fn add(&mut self, style: Style, cells: [String; COLUMNS]) {
        self.table.add_row(cells.map(|cell| cell.replace(['\n', '\r'], " ")));
        self.styles.push(style);
    }

    /// The header, and then each row, as lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        let lines = self.table.lines().zip(&self.styles);
        lines.map(|(line, style)| format!("{style}{}{style:#}", line.trim_end()))
    }

    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        self.lines().try_for_each(|line| writeln!(out, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(["NAME", "STATE"]);
        table.add(Style::new(), ["東京".to_owned(), "on\ntwo lines".to_owned()]);
        table.add(Style::new(), ["Zürich".to_owned(), NOTHING.to_owned()]);
        let lines: Vec<String> = table.lines().map(|line| anstream::adapter::strip_str(&line).to_string()).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        NAME    STATE
        東京    on two lines
        Zürich  -
        ");
    }
}
