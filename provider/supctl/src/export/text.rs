use std::io::{self, Write};
use std::path::Path;

use hierarchy::Severity;

use super::Configuration;
use crate::findings;

/// Says what was written where, and how to go on.
pub(crate) fn print(
    out: &mut impl Write,
    configuration: &Configuration,
    files: &[String],
    folder: &Path,
) -> io::Result<()> {
    let count = configuration.len();
    let objects = if count == 1 { "1 object".to_owned() } else { format!("{count} objects") };
    writeln!(out, "Wrote {objects} to {}: {}", folder.display(), files.join(", "))?;
    writeln!(out, "\nNext, in that folder: terraform init && terraform plan")?;
    if count > 0 && configuration.unsayable.is_empty() {
        writeln!(out, "The plan only imports. After terraform apply, imports.tf may be removed.")?;
    }
    Ok(())
}

/// Says that there is nothing to export.
pub(crate) fn print_empty(out: &mut impl Write, path: &Path) -> io::Result<()> {
    let what = format!("the hierarchy in {} is empty: there is nothing to export", path.display());
    let way_out = "Name another file with --path, or write a configmgr_site for its first site.";
    findings::print_messages(out, [(Severity::Warning, what.as_str(), way_out.to_owned())])
}

/// Says what the configuration cannot, and what comes of it.
pub(crate) fn print_unsayable(out: &mut impl Write, configuration: &Configuration) -> io::Result<()> {
    let messages: Vec<(String, String)> = configuration
        .unsayable
        .iter()
        .map(|(id, path)| {
            let what = format!("{id}: {path} is not set, which a configuration cannot say");
            let way_out = format!(
                "Left out, it gets its default, and the plan shows that as a change. Set it first, and export again:\n\
                 \n  supctl set '{}/{}' {path}=VALUE",
                id.kind, id.id
            );
            (what, way_out)
        })
        .collect();
    findings::print_messages(
        out,
        messages.iter().map(|(what, way_out)| (Severity::Warning, what.as_str(), way_out.clone())),
    )
}
