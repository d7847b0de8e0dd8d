//! Filtering by site.

use hierarchy::rules;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::Attr;

use super::read::read;
use crate::client::Client;

/// Why a filter by site is refused. A site that does not exist is no reason: this run may install it.
pub(super) fn malformed_site_code(site_code: &Attr<String>) -> Option<Diagnostic> {
    let code = site_code.known()?;
    // Lookups of sites are case-insensitive.
    (!rules::is_site_code(&code.to_uppercase())).then(|| {
        Diagnostic::error(
            format!("site_code \"{code}\" is not a site code"),
            "A site code has three letters or digits. Write a reference, configmgr_site.<name>.site_code, or leave out \
             site_code to read all sites.",
        )
        .at(Path::of("site_code"))
    })
}

/// Warns if the site of a filter does not exist: an empty result could be read as a site without problems.
pub(super) fn warn_of_missing_site(
    context: &mut Context<'_, Client>,
    site_code: &Attr<String>,
) -> Result<(), Diagnostics> {
    let Some(code) = site_code.known() else { return Ok(()) };
    let is_missing = read(context, |hierarchy| hierarchy.read(|view| Ok(view.site(code)?.is_none())))?;
    if is_missing {
        context.warn(
            Diagnostic::warning(
                format!("Site {code} does not exist in the hierarchy"),
                "The result is empty. Check the site code. If this run installs the site, write a reference, \
                 configmgr_site.<name>.site_code: then the data source is read after the installation.",
            )
            .at(Path::of("site_code")),
        );
    }
    Ok(())
}

/// Whether a filter lets a site through.
pub(super) fn is_of_site(filter: &Attr<String>, site_code: &str) -> bool {
    filter.known().is_none_or(|wanted| wanted.eq_ignore_ascii_case(site_code))
}
