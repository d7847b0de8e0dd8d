use std::io::{self, Write};
use std::path::Path;

use hierarchy::{Location, ObjectId};

use super::Configuration;
use crate::shared::count::counted;
use crate::shared::diagnostic::{self, Diagnostic};
use crate::shared::room::Room;

/// Prints the files that were written, and the next steps.
pub(super) fn print(
    out: &mut impl Write,
    configuration: &Configuration,
    files: &[String],
    folder: &Path,
) -> io::Result<()> {
    let count = configuration.len();
    let room = Room::of_output();
    room.print(out, &format!("Wrote {} to {}: {}", counted(count, "object"), folder.display(), files.join(", ")))?;
    room.print(out, "\nNext, in that folder: terraform init && terraform plan")?;
    if count > 0 && configuration.inexpressible.is_empty() {
        room.print(out, "The plan only imports. Delete imports.tf after terraform apply.")?;
    }
    Ok(())
}

/// Warns that there is nothing to export.
pub(super) fn print_empty(out: &mut impl Write, location: &Location) -> io::Result<()> {
    let warning = Diagnostic::warning(
        format!("the hierarchy in {location} is empty: nothing to export"),
        "Name another one with --path or --database-url, or declare a configmgr_site for its first site.",
    );
    diagnostic::print(out, Room::of_messages(), &[warning])
}

/// Warns about attributes that HCL cannot express.
pub(super) fn print_inexpressible(out: &mut impl Write, configuration: &Configuration) -> io::Result<()> {
    let warning = |(id, path): &(ObjectId, String)| {
        Diagnostic::warning(
            format!("{id}: {path} is not set, which HCL cannot express"),
            format!(
                "It is left out, gets its default, and the plan shows a change. Set it first, then export again:\n\
                 \n  supctl set '{}/{}' {path}=VALUE",
                id.kind, id.id
            ),
        )
    };
    let warnings: Vec<Diagnostic> = configuration.inexpressible.iter().map(warning).collect();
    diagnostic::print(out, Room::of_messages(), &warnings)
}
