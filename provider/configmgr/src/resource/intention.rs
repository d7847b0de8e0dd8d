//! What a process that applies a saved plan has to know of it, kept with the objects of the hierarchy.

use hierarchy::{Intention, Kind, Object, ObjectId, PlannedAction};
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

use crate::client::{Client, store_error};

/// Records that an object is replaced under its own id.
pub(super) fn record_replacement(client: &Client, part: &PlannedAction, planned: &Object, has_unknown: bool) {
    if let PlannedAction::Replace { prior } = part
        && prior.key() == planned.id().key()
    {
        intend(client, prior, &Intention::to_replace(planned, has_unknown));
    }
}

/// Records which first software update points make room for a new one at the site of the role that was just planned.
pub(super) fn record_succeeded_sups(client: &Client, planned: &ObjectId) -> Result<(), Diagnostics> {
    let (Kind::SupRole, Some(site_code)) = (planned.kind, planned.site_code()) else { return Ok(()) };
    let succeeded = client.rehearse(|rehearsal, stored| {
        stored.map_or_else(|| Ok(Vec::new()), |view| rehearsal.succeeded_sups(site_code, view))
    })?;
    for id in succeeded {
        intend(client, &id, &Intention::Remove);
    }
    Ok(())
}

/// A hierarchy that cannot be written is no error of a plan.
fn intend(client: &Client, id: &ObjectId, intention: &Intention) {
    if let Ok(Some(hierarchy)) = client.existing_hierarchy() {
        let _ = hierarchy.intend(id, intention);
    }
}

/// Whether a saved plan, which is applied now, replaces an object by this one: Terraform plans it again, like a new one.
pub(super) fn is_planned_replacement(client: &Client, planned: &Object) -> Result<bool, Diagnostic> {
    let Some(hierarchy) = client.existing_hierarchy()? else { return Ok(false) };
    hierarchy.is_planned_replacement(planned).map_err(|error| store_error(&error))
}
