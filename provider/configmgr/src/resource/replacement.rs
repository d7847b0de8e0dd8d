//! Replacing an object: it is removed and created again, mostly under the same id.

use hierarchy::{Change, Hierarchy, Kind, Lookup, Object, ObjectId, Site, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

use super::findings::diagnostics;
use crate::client::{Client, PrivateState, store_error};

/// Refuses to replace a site that cannot be installed again, before it is removed.
pub(crate) fn require_reinstallable(object: &Object) -> Result<(), Diagnostics> {
    let Object::Site(site) = object else { return Ok(()) };
    let findings = rules::reinstallation(site);
    if findings.is_empty() { Ok(()) } else { Err(diagnostics(&findings)) }
}

/// Refuses to replace a stored site that cannot be installed again.
pub(crate) fn require_reinstallable_site(client: &Client, id: &ObjectId) -> Result<(), Diagnostics> {
    let Some(hierarchy) = client.existing_hierarchy()? else { return Ok(()) };
    let stored = hierarchy.read(|view| view.site(&id.id)).map_err(|error| store_error(&error))?;
    stored.map_or(Ok(()), |site| require_reinstallable(&site.into()))
}

/// Warns of the objects that are removed with a site that a planned change of the site replaces.
pub(crate) fn warn_of_changed_site(
    context: &mut Context<'_, Client>,
    before: &Object,
    planned: &Object,
) -> Result<(), Diagnostics> {
    match (before, planned) {
        (Object::Site(before), Object::Site(site)) if !changes_in_place(before, site) => {
            warn_of_removed_objects(context, before)
        }
        _ => Ok(()),
    }
}

/// Warns, at an object that stays as it is, of the objects that are removed with its replaced site.
///
/// Only the plan of the new object shows that a site is replaced without a change, and Terraform drops the warnings of that
/// plan.
pub(crate) fn warn_of_replaced_site(context: &mut Context<'_, Client>, object: &ObjectId) -> Result<(), Diagnostics> {
    match object.site_code().filter(|_| object.kind != Kind::Site) {
        Some(code) if context.client.rehearsal().is_site_removed(code) => warn_of_site(context, code),
        _ => Ok(()),
    }
}

/// Warns of the objects that are removed with a replaced site.
pub(crate) fn warn_of_site(context: &mut Context<'_, Client>, site_code: &str) -> Result<(), Diagnostics> {
    let Some(hierarchy) = context.client.existing_hierarchy()? else { return Ok(()) };
    let site = hierarchy.read(|view| view.site(site_code)).map_err(|error| store_error(&error))?;
    site.map_or(Ok(()), |site| warn_of_removed_objects(context, &site))
}

fn changes_in_place(before: &Site, site: &Site) -> bool {
    before.moves_in_place(site) || Site { version: site.version.clone(), ..before.clone() } == *site
}

fn warn_of_removed_objects(context: &mut Context<'_, Client>, site: &Site) -> Result<(), Diagnostics> {
    let Some(hierarchy) = context.client.existing_hierarchy()? else { return Ok(()) };
    if !context.client.is_first_warning_of(&site.site_code) {
        return Ok(());
    }
    let on_site = hierarchy
        .read(|view| {
            let mut found = Vec::new();
            for kind in [Kind::SupRole, Kind::SyncSettings, Kind::SiteSystem] {
                found.extend(view.find(kind, Lookup::Site(&site.site_code))?);
            }
            Ok(found)
        })
        .map_err(|error| store_error(&error))?;
    let declared: Vec<String> =
        on_site.iter().filter(|stored| stored.declared).map(|stored| stored.object.id().to_string()).collect();
    if !declared.is_empty() {
        context.warn(Diagnostic::warning(
            format!("Site {}: replacing the site also removes its objects", site.site_code),
            format!(
                "These are removed with it: {}. Terraform detects that only at the next plan. Apply a second time, or \
                 replace them in the same run: with a -replace option for each of them, or, if a changed attribute of the \
                 site replaces it, with this in each of them:\n\n  lifecycle {{\n    replace_triggered_by = [\n{}    \
                 ]\n  }}\n\nDo not write configmgr_site.<name> without an attribute there: an update of the version would \
                 reinstall them as well.",
                declared.join(", "),
                FIXED_AT_INSTALLATION.map(|name| format!("      configmgr_site.<name>.{name},\n")).concat()
            ),
        ));
    }
    Ok(())
}

/// The attributes whose change always replaces a site.
const FIXED_AT_INSTALLATION: [&str; 5] = ["site_code", "name", "type", "server_fqdn", "install_directory"];

/// The other half of a replacement: the object created in place of the one that the change removes, or removed in favor of
/// the one it creates.
///
/// Rules ask of a created object only whether it is at the site of the removed one, which then stands for it.
pub(crate) fn counterpart(
    hierarchy: &Hierarchy,
    private_state: PrivateState,
    change: &Change,
) -> Result<Option<ObjectId>, Diagnostic> {
    match change {
        Change::Delete(removed) => Ok(private_state.is_replaced_at_site_of(removed).then(|| removed.clone())),
        Change::Create(Object::SupRole(sup)) if private_state.may_replace() => {
            let firsts = hierarchy.read(|view| view.first_sups(&sup.site_code)).map_err(|error| store_error(&error))?;
            let mut ids = firsts.into_iter().map(|first| Object::from(first).id());
            Ok(ids.find(|id| private_state.replaces(id)))
        }
        Change::Create(_) | Change::Update(_) => Ok(None),
    }
}
