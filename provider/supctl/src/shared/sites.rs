use hierarchy::sync::{LookupError, NotFound};
use hierarchy::{Hierarchy, Lookup, Site, StoreError};

/// Checks that a site exists.
///
/// # Errors
/// When it does not, or the hierarchy cannot be read.
pub(crate) fn require_site(hierarchy: &Hierarchy, site_code: &str) -> Result<(), LookupError> {
    let sites = hierarchy.read(|view| -> Result<Vec<_>, StoreError> { view.all::<Site>(Lookup::All) })?;
    let known: Vec<String> = sites.into_iter().map(|site| site.object.site_code).collect();
    let is_there = known.iter().any(|code| code.eq_ignore_ascii_case(site_code));
    if is_there { Ok(()) } else { Err(NotFound::site(site_code, known).into()) }
}
