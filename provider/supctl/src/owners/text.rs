use std::io::{self, Write};

use super::{OwnerOutput, Ownerships};
use crate::shared::style::STRONG;
use crate::shared::table::Table;

/// Prints the owners of each object.
pub(super) fn print(out: &mut impl Write, ownerships: &Ownerships) -> io::Result<()> {
    for object in &ownerships.objects {
        let name = format!("{} {}", object.kind, object.id);
        match (ownerships.cleared, object.owners.len()) {
            (_, 0) => writeln!(out, "{name} has no owners.")?,
            (true, number) => {
                writeln!(out, "{name}: {number} {} cleared.", if number == 1 { "owner" } else { "owners" })?
            }
            (false, _) => {
                writeln!(out, "{name}")?;
                owners(&object.owners).print(out)?;
            }
        }
    }
    Ok(())
}

fn owners(owners: &[OwnerOutput]) -> Table<5> {
    let mut table = Table::new(["MARK", "WHO", "THROUGH", "SINCE (UTC)", "STATE"]);
    for owner in owners {
        table.add(
            STRONG,
            [
                owner.mark.clone(),
                owner.actor.clone(),
                owner.origin.clone(),
                owner.since.strftime("%Y-%m-%d %H:%M:%S").to_string(),
                if owner.pending { "import planned" } else { "owner" }.to_owned(),
            ],
        );
    }
    table
}
