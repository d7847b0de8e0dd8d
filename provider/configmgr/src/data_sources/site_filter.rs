//! Filtering by site.

use hierarchy::rules;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::Attr;

use super::read::read;
use crate::client::Client;

/// What is wrong with a filter by site. A site that is not there is none: it may be installed in this very run.
pub(super) fn malformed_site_code(site_code: &Attr<String>) -> Option<Diagnostic> {
    let code = site_code.known()?;
    // Reading asks for sites in any case.
    (!rules::is_site_code(&code.to_uppercase())).then(|| {
        Diagnostic::error(
            format!("site_code \"{code}\" is not a site code"),
            "A site code has three letters or digits, so that no site would ever be found. Write a reference, \
             configmgr_site.<name>.site_code, or leave out site_code to have all sites.",
        )
        .at(Path::of("site_code"))
    })
}

/// Says that a filter asks for a site that is not there, so that nothing found is not taken for nothing wrong.
pub(super) fn warn_of_missing_site(
    context: &mut Context<'_, Client>,
    site_code: &Attr<String>,
) -> Result<(), Diagnostics> {
    let Some(code) = site_code.known() else { return Ok(()) };
    let is_missing = read(context, |hierarchy| hierarchy.read(|view| Ok(view.site(code)?.is_none())))?;
    if is_missing {
        context.warn(
            Diagnostic::warning(
                format!("The hierarchy has no site {code}"),
                "Nothing is found for it. Check the code; if the site is installed in this run, write a reference, \
                 configmgr_site.<name>.site_code, so that it is read afterwards.",
            )
            .at(Path::of("site_code")),
        );
    }
    Ok(())
}

/// Whether a site is one that a filter asks for.
pub(super) fn is_of_site(filter: &Attr<String>, site_code: &str) -> bool {
    filter.known().is_none_or(|wanted| wanted.eq_ignore_ascii_case(site_code))
}
