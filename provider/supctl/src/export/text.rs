use std::io::{self, Write};
use std::path::Path;

use hierarchy::ObjectId;

use super::Configuration;
use crate::shared::count::counted;
use crate::shared::diagnostic::{self, Diagnostic};

/// Says what was written where, and how to go on.
pub(super) fn print(
    out: &mut impl Write,
    configuration: &Configuration,
    files: &[String],
    folder: &Path,
) -> io::Result<()> {
    let count = configuration.len();
    writeln!(out, "Wrote {} to {}: {}", counted(count, "object"), folder.display(), files.join(", "))?;
    writeln!(out, "\nNext, in that folder: terraform init && terraform plan")?;
    if count > 0 && configuration.inexpressible.is_empty() {
        writeln!(out, "The plan only imports. After terraform apply, imports.tf may be removed.")?;
    }
    Ok(())
}

/// Says that there is nothing to export.
pub(super) fn print_empty(out: &mut impl Write, path: &Path) -> io::Result<()> {
    let warning = Diagnostic::warning(
        format!("the hierarchy in {} is empty: there is nothing to export", path.display()),
        "Name another file with --path, or write a configmgr_site for its first site.",
    );
    diagnostic::print(out, &[warning])
}

/// Says what the configuration cannot, and what comes of it.
pub(super) fn print_inexpressible(out: &mut impl Write, configuration: &Configuration) -> io::Result<()> {
    let warning = |(id, path): &(ObjectId, String)| {
        Diagnostic::warning(
            format!("{id}: {path} is not set, which a configuration cannot say"),
            format!(
                "Left out, it gets its default, and the plan shows that as a change. Set it first, and export again:\n\
                 \n  supctl set '{}/{}' {path}=VALUE",
                id.kind, id.id
            ),
        )
    };
    let warnings: Vec<Diagnostic> = configuration.inexpressible.iter().map(warning).collect();
    diagnostic::print(out, &warnings)
}
