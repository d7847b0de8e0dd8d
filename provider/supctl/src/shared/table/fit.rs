//! Which columns fit, and how wide they are.

/// The space between two columns.
pub(super) const GAP: usize = 2;

/// In less room than this, tables are hard to read.
const NARROWEST_TABLE: usize = 60;

/// The room that a column needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub(super) rank: u8,
    /// With shortened values.
    pub(super) least: usize,
    /// With whole values.
    pub(super) widest: usize,
}

/// A column that is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    pub(super) number: usize,
    pub(super) width: usize,
}

/// All columns with whole values.
pub(super) fn whole(columns: &[Measured]) -> Vec<Shown> {
    columns.iter().enumerate().map(|(number, column)| Shown { number, width: column.widest }).collect()
}

/// The most important columns that fit; `None` if a table does not.
pub(super) fn fitted(columns: &[Measured], room: usize) -> Option<Vec<Shown>> {
    if room < NARROWEST_TABLE {
        return None;
    }
    let mut kept: Vec<(usize, &Measured)> = columns.iter().enumerate().collect();
    let needed = |kept: &[(usize, &Measured)]| {
        kept.iter().map(|(_, column)| column.least + GAP).sum::<usize>().saturating_sub(GAP)
    };
    while needed(&kept) > room {
        let (position, (_, least)) = kept.iter().enumerate().max_by_key(|(_, (_, column))| column.rank)?;
        if least.rank == 0 {
            return None;
        }
        kept.remove(position);
    }
    let mut spare = room - needed(&kept);
    let mut shown: Vec<(Shown, usize)> =
        kept.iter().map(|(number, column)| (Shown { number: *number, width: column.least }, column.widest)).collect();
    // The shortest of the shortened columns grows first.
    while spare > 0 {
        let shortened = shown.iter_mut().filter(|(column, widest)| column.width < *widest);
        let Some((column, _)) = shortened.min_by_key(|(column, _)| column.width) else { break };
        column.width += 1;
        spare -= 1;
    }
    Some(shown.into_iter().map(|(column, _)| column).collect())
}
