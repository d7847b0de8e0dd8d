//! Damage, as text.

use hierarchy::{Flaw, Hierarchy, Location};

use super::diagnostic::Diagnostic;
use super::error::Result;

/// At most this many flaws are listed; the rest is counted.
const LISTED: usize = 20;

/// Verifies a hierarchy.
///
/// # Errors
/// If it is damaged, with the flaws.
pub(crate) fn require_whole(hierarchy: &Hierarchy, location: &Location) -> Result<()> {
    let found = hierarchy.verify()?;
    if found.flaws.is_empty() { Ok(()) } else { Err(damaged(location, &found.flaws).into()) }
}

/// The error about a damaged hierarchy: its flaws, and what to do.
pub(crate) fn damaged(location: &Location, flaws: &[Flaw]) -> Diagnostic {
    let listed: String = flaws.iter().take(LISTED).map(|flaw| format!("- {flaw}\n")).collect();
    let rest = match flaws.len().saturating_sub(LISTED) {
        0 => String::new(),
        rest => format!("and {rest} more\n"),
    };
    let (cause, kept) = match location {
        Location::File(_) => {
            ("the file was edited, cut off or overwritten", ", which keeps the damaged file under another name")
        }
        Location::Database(_) => (
            "its tables were changed by another program",
            " into another hierarchy of the database (hierarchy= in the URL)",
        ),
    };
    Diagnostic::error(
        format!("the hierarchy in {location} is damaged"),
        format!(
            "{listed}{rest}No command leaves it like this: {cause}. Do not apply. Restore a backup{kept}:\n\n  \
             supctl restore FILE"
        ),
    )
}
