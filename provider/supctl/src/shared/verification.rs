//! Damage, as text.

use std::path::Path;

use hierarchy::{Flaw, Hierarchy};

use super::diagnostic::Diagnostic;
use super::error::Result;

/// At most this many flaws are listed; the rest is counted.
const LISTED: usize = 20;

/// Verifies a hierarchy.
///
/// # Errors
/// If it is damaged, with the flaws.
pub(crate) fn require_whole(hierarchy: &Hierarchy, path: &Path) -> Result<()> {
    let found = hierarchy.verify()?;
    if found.flaws.is_empty() { Ok(()) } else { Err(damaged(path, &found.flaws).into()) }
}

/// The error about a damaged hierarchy: its flaws, and what to do.
pub(crate) fn damaged(path: &Path, flaws: &[Flaw]) -> Diagnostic {
    let listed: String = flaws.iter().take(LISTED).map(|flaw| format!("- {flaw}\n")).collect();
    let rest = match flaws.len().saturating_sub(LISTED) {
        0 => String::new(),
        rest => format!("and {rest} more\n"),
    };
    Diagnostic::error(
        format!("the hierarchy in {} is damaged", path.display()),
        format!(
            "{listed}{rest}No command leaves it like this: the file was edited, cut off or overwritten. Do not apply. \
             Restore a backup, which keeps the damaged file under another name:\n\n  supctl restore FILE"
        ),
    )
}
