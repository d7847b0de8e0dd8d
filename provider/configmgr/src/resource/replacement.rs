//! Replacing a site: removing it and installing it again under the same code.

use hierarchy::{Kind, Lookup, Object, ObjectId, Site, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

use super::findings::diagnostics;
use crate::client::{Client, store_diagnostic};

/// Refuses what could be removed and not be installed again, before anything is removed.
pub(crate) fn refuse(object: &Object) -> Result<(), Diagnostics> {
    let Object::Site(site) = object else { return Ok(()) };
    let findings = rules::reinstallation(site);
    if findings.is_empty() { Ok(()) } else { Err(diagnostics(&findings)) }
}

/// The same for a site the plan no longer shows as it was. Where the site above it goes in the same run, the hierarchy
/// begins anew, and all codes are free: then the answer is true.
pub(crate) fn begins_anew(client: &Client, id: &ObjectId) -> Result<bool, Diagnostics> {
    let Some(hierarchy) = client.hierarchy_if_there()? else { return Ok(false) };
    let stored = hierarchy.read(|view| view.site(&id.id)).map_err(|error| store_diagnostic(&error))?;
    let Some(site) = stored else { return Ok(false) };
    let goes_with_parent = site.parent_site_code.as_ref().is_some_and(|code| client.rehearsal().is_site_going(code));
    if !goes_with_parent {
        refuse(&site.into())?;
    }
    Ok(goes_with_parent)
}

/// Says what goes along with a site that a planned change reinstalls.
pub(crate) fn announce(
    context: &mut Context<'_, Client>,
    before: &Object,
    planned: &Object,
) -> Result<(), Diagnostics> {
    let (Object::Site(before), Object::Site(site)) = (before, planned) else { return Ok(()) };
    let stays = before.moves_in_place(site) || Site { version: site.version.clone(), ..before.clone() } == *site;
    let Some(hierarchy) = context.client.hierarchy_if_there()?.filter(|_| !stays) else { return Ok(()) };
    let on_site = hierarchy
        .read(|view| {
            let mut found = Vec::new();
            for kind in [Kind::SupRole, Kind::SyncSettings, Kind::SiteSystem] {
                found.extend(view.find(kind, Lookup::Site(&before.site_code))?);
            }
            Ok(found)
        })
        .map_err(|error| store_diagnostic(&error))?;
    let declared: Vec<String> =
        on_site.iter().filter(|stored| stored.declared).map(|stored| stored.object.id().to_string()).collect();
    if !declared.is_empty() {
        context.warn(Diagnostic::warning(
            format!("Site {}: reinstalling it takes along what is on it", before.site_code),
            format!(
                "Removed with it: {}. Terraform learns of that at the next plan only: apply a second time, or have them \
                 replaced in the same run, with this in each of them:\n\n  lifecycle {{\n    replace_triggered_by = \
                 [configmgr_site.<name>]\n  }}",
                declared.join(", ")
            ),
        ));
    }
    Ok(())
}
