//! What a process that applies a saved plan has to know of it, kept with the objects of the hierarchy.

use hierarchy::{Intention, Kind, Object, ObjectId, PlannedAction, Rehearsal, StoreError, View};
use tfplugin::framework::diagnostics::Diagnostic;

use crate::client::{Client, store_error};

/// Records that an object is replaced under its own id.
pub(super) fn record_replacement(client: &Client, part: &PlannedAction, planned: &Object, has_unknown: bool) {
    if let PlannedAction::Replace { prior } = part
        && prior.key() == planned.id().key()
    {
        intend(client, prior, &Intention::to_replace(planned, has_unknown));
    }
}

/// The first software update points that make room for a new one at the site of the role that was just planned.
pub(super) fn succeeded_sups(
    rehearsal: &Rehearsal,
    planned: &ObjectId,
    stored: Option<&dyn View>,
) -> Result<Vec<ObjectId>, StoreError> {
    match (planned.kind, planned.site_code(), stored) {
        (Kind::SupRole, Some(site_code), Some(stored)) => rehearsal.succeeded_sups(site_code, stored),
        _ => Ok(Vec::new()),
    }
}

/// Records that objects are removed.
pub(super) fn record_removals(client: &Client, removed: &[ObjectId]) {
    for id in removed {
        intend(client, id, &Intention::Remove);
    }
}

/// A hierarchy that cannot be written is no error of a plan.
fn intend(client: &Client, id: &ObjectId, intention: &Intention) {
    if let Ok(Some(hierarchy)) = client.existing_hierarchy() {
        let _ = hierarchy.intend(id, intention, client.author());
    }
}

/// Whether the run that is applied now replaces an object by this one: Terraform plans it again, like a new one. Where no process
/// of this run planned it, a saved plan may have.
pub(super) fn is_planned_replacement(client: &Client, planned: &Object) -> Result<bool, Diagnostic> {
    if let Some(replaces) = client.run_file().and_then(|run_file| run_file.replaces(planned)) {
        return Ok(replaces);
    }
    let Some(hierarchy) = client.existing_hierarchy()? else { return Ok(false) };
    hierarchy.is_planned_replacement(planned, client.author()).map_err(|error| store_error(&error))
}
