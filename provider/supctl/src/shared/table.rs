//! Columns of text, each as wide as its widest cell.

use std::io::{self, Write};

use anstyle::Style;

use super::style::QUIET;

/// What stands in a cell with nothing to say.
pub(crate) const NOTHING: &str = "-";

/// Rows under a header.
pub(crate) struct Table<const COLUMNS: usize> {
    header: [String; COLUMNS],
    rows: Vec<(Style, [String; COLUMNS])>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    pub(crate) fn new(header: [&str; COLUMNS]) -> Self {
        Self { header: header.map(str::to_owned), rows: Vec::new() }
    }

    /// One more row.
    pub(crate) fn add(&mut self, style: Style, cells: [String; COLUMNS]) {
        self.rows.push((style, cells));
    }

    /// The header, and then each row, as lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        let widths = self.widths();
        let header = std::iter::once((&QUIET, &self.header));
        let rows = self.rows.iter().map(|(style, cells)| (style, cells));
        header.chain(rows).map(move |(style, cells)| format!("{style}{}{style:#}", aligned(cells, widths)))
    }

    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        self.lines().try_for_each(|line| writeln!(out, "{line}"))
    }

    fn widths(&self) -> [usize; COLUMNS] {
        let mut widest = [0; COLUMNS];
        for cells in std::iter::once(&self.header).chain(self.rows.iter().map(|(_, cells)| cells)) {
            for (widest, cell) in widest.iter_mut().zip(cells) {
                *widest = (*widest).max(cell.chars().count());
            }
        }
        widest
    }
}

fn aligned<const COLUMNS: usize>(cells: &[String; COLUMNS], widths: [usize; COLUMNS]) -> String {
    let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
    padded.join("  ").trim_end().to_owned()
}
