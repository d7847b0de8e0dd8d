//! The site whose logs a server has.

use hierarchy::wording::nearest;
use hierarchy::{Hierarchy, Lookup, Site, SupRole};

use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;

/// The site of a site server, or of the software update point on a server.
///
/// # Errors
/// When the server is neither, or the hierarchy cannot be read.
pub(super) fn site_of(hierarchy: &Hierarchy, server: &str) -> Result<String> {
    let (sites, roles) =
        hierarchy.read(|view| Ok((view.all::<Site>(Lookup::All)?, view.all::<SupRole>(Lookup::All)?)))?;
    let roles = roles.into_iter().map(|role| (role.object.server_fqdn, role.object.site_code));
    let sites = sites.into_iter().map(|site| (site.object.server_fqdn, site.object.site_code));
    let known: Vec<(String, String)> = roles.chain(sites).collect();
    if let Some((_, site)) = known.iter().find(|(fqdn, _)| fqdn.eq_ignore_ascii_case(server)) {
        return Ok(site.clone());
    }
    let hint = match nearest(server, known.iter().map(|(fqdn, _)| fqdn.as_str())) {
        Some(near) => format!("Did you mean {near}?"),
        None => "\"supctl tree\" shows the servers.".to_owned(),
    };
    let what = format!("{server} is not a site server, and has no software update point");
    Err(Diagnostic::error(what, hint).into())
}
