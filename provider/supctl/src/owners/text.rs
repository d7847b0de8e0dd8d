use std::io::{self, Write};

use super::{OwnerOutput, Ownerships};
use crate::shared::room::Room;
use crate::shared::style::STRONG;
use crate::shared::table::{Column, Table};

/// Prints the owners of each object.
pub(super) fn print(out: &mut impl Write, room: Room, ownerships: &Ownerships) -> io::Result<()> {
    for object in &ownerships.objects {
        let name = format!("{} {}", object.kind, object.id);
        match (ownerships.cleared, object.owners.len()) {
            (_, 0) => room.print(out, &format!("{name} has no owners."))?,
            (true, number) => {
                let owners = if number == 1 { "owner" } else { "owners" };
                room.print(out, &format!("{name}: {number} {owners} cleared."))?;
            }
            (false, _) => {
                writeln!(out, "{name}")?;
                owners(&object.owners).print(out, room)?;
            }
        }
    }
    Ok(())
}

fn owners(owners: &[OwnerOutput]) -> Table<5> {
    let mut table = Table::new([
        Column::key("MARK"),
        Column::ranked("WHO", 1).shortened_to(20),
        Column::ranked("THROUGH", 4),
        Column::ranked("SINCE (UTC)", 2),
        Column::ranked("STATE", 3),
    ]);
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
