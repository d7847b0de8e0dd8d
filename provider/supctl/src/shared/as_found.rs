//! Hierarchies that were read from a real site.

use hierarchy::AsFound;

use super::times::minute;

/// Since when it is known, and from where.
pub(crate) fn note(as_found: &AsFound) -> String {
    let AsFound { source, collected_at, .. } = as_found;
    format!("As found at a real site: collected {} UTC ({source}).", minute(*collected_at))
}
