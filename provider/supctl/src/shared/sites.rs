use hierarchy::sync::SyncError;
use hierarchy::{Hierarchy, Lookup, Site, StoreError};

/// Checks that a site exists.
///
/// # Errors
/// When it does not, or the hierarchy cannot be read.
pub(crate) fn require_site(hierarchy: &Hierarchy, site_code: &str) -> Result<(), SyncError> {
    let sites = hierarchy.read(|view| -> Result<Vec<_>, StoreError> { view.all::<Site>(Lookup::All) })?;
    let known: Vec<String> = sites.into_iter().map(|site| site.object.site_code).collect();
    match known.iter().any(|code| code.eq_ignore_ascii_case(site_code)) {
        true => Ok(()),
        false if known.is_empty() => Err(SyncError::Empty),
        false => Err(SyncError::UnknownSite { site_code: site_code.to_owned(), known }),
    }
}
