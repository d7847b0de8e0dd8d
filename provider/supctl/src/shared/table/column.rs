use textwrap::core::display_width;

use super::fit::Measured;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(super) header: &'static str,
    /// 0 if it identifies the row.
    pub(super) rank: u8,
    /// To how many columns of the terminal its values are shortened.
    shortest: Option<usize>,
}

impl Column {
    /// A column that identifies the row, and is never left out.
    pub(crate) const fn key(header: &'static str) -> Self {
        Self::ranked(header, 0)
    }

    /// A column by its importance: 1 is the most important, the highest rank is left out first.
    pub(crate) const fn ranked(header: &'static str, rank: u8) -> Self {
        Self { header, rank, shortest: None }
    }

    /// Where there is too little room, its values are shortened in the middle, to no less than this.
    pub(crate) const fn shortened_to(self, shortest: usize) -> Self {
        Self { shortest: Some(shortest), ..self }
    }

    /// How much room it needs for its cells.
    pub(super) fn measured<'a>(&self, cells: impl Iterator<Item = &'a str>) -> Measured {
        let header = display_width(self.header);
        let widest = cells.map(display_width).fold(header, usize::max);
        let least = self.shortest.map_or(widest, |shortest| widest.min(shortest.max(header)));
        Measured { rank: self.rank, least, widest }
    }
}
