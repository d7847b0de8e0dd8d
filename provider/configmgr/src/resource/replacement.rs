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

/// Whether a replaced site is replaced together with its parent site, which makes all site codes free again. If it is not,
/// the site must be one that can be installed again.
pub(crate) fn is_with_parent(client: &Client, id: &ObjectId) -> Result<bool, Diagnostics> {
    let Some(hierarchy) = client.existing_hierarchy()? else { return Ok(false) };
    let stored = hierarchy.read(|view| view.site(&id.id)).map_err(|error| store_error(&error))?;
    let Some(site) = stored else { return Ok(false) };
    let is_parent_replaced =
        site.parent_site_code.as_ref().is_some_and(|code| client.rehearsal().is_site_removed(code));
    if !is_parent_replaced {
        require_reinstallable(&site.into())?;
    }
    Ok(is_parent_replaced)
}

/// Warns of the objects that are removed with a site that a planned change replaces.
pub(crate) fn warn_of_removed_objects(
    context: &mut Context<'_, Client>,
    before: &Object,
    planned: &Object,
) -> Result<(), Diagnostics> {
    let (Object::Site(before), Object::Site(site)) = (before, planned) else { return Ok(()) };
    let is_in_place = before.moves_in_place(site) || Site { version: site.version.clone(), ..before.clone() } == *site;
    let Some(hierarchy) = context.client.existing_hierarchy()?.filter(|_| !is_in_place) else { return Ok(()) };
    let on_site = hierarchy
        .read(|view| {
            let mut found = Vec::new();
            for kind in [Kind::SupRole, Kind::SyncSettings, Kind::SiteSystem] {
                found.extend(view.find(kind, Lookup::Site(&before.site_code))?);
            }
            Ok(found)
        })
        .map_err(|error| store_error(&error))?;
    let declared: Vec<String> =
        on_site.iter().filter(|stored| stored.declared).map(|stored| stored.object.id().to_string()).collect();
    if !declared.is_empty() {
        context.warn(Diagnostic::warning(
            format!("Site {}: replacing the site also removes its objects", before.site_code),
            format!(
                "These are removed with it: {}. Terraform detects that only at the next plan. Apply a second time, or \
                 replace them in the same run, with this in each of them:\n\n  lifecycle {{\n    replace_triggered_by = \
                 [configmgr_site.<name>]\n  }}",
                declared.join(", ")
            ),
        ));
    }
    Ok(())
}

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
