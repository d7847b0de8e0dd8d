//! Applying a planned change to the object the plan was made on.

use std::time::Duration;

use hierarchy::sync::InitialSyncError;
use hierarchy::{Applied, ApplyError, Change, Conditions, Hierarchy, Manager, Object, RestOfRun, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

use super::findings::{diagnostics, refused_creation};
use super::prerequisites::may_be_created_later;
use super::{initial_sync, installation, plan_guard, replacement};
use crate::client::{Client, PrivateState, store_error};

/// How long a change is retried while other objects are in its way. Terraform has no order for a removal and the changes that
/// make it possible, nor for an object and its successor: it changes them concurrently. The timeouts of a resource do not apply
/// here: they limit the wait for another process that writes to the hierarchy, and for installations.
const WAIT_FOR_OTHER_OBJECTS: Duration = Duration::from_secs(3);

pub(super) const RETRY_INTERVAL: Duration = Duration::from_millis(50);

/// Makes a change; `timeout` is that of the resource, for other processes that write.
pub(crate) fn apply(
    context: &Context<'_, Client>,
    change: Change,
    timeout: Option<Duration>,
    manager: Manager,
) -> Result<Applied, Diagnostics> {
    let client = context.client;
    client.begin_apply();
    let (id, private_state) = (change.id(), PrivateState::load(&context.private));
    let hierarchy = match &change {
        Change::Create(_) => client.hierarchy()?,
        Change::Update(_) | Change::Delete(_) => client.hierarchy_of(&id)?,
    };
    let conditions = Conditions {
        lock_timeout: timeout,
        expected_revision: private_state.revision_of(&id),
        order: client.order(),
        counterpart: replacement::counterpart(&hierarchy, private_state, &change)?,
        manager: Some(manager),
        rest_of_run: client.run_file().map_or(RestOfRun::Unknown, |run_file| run_file.rest_of_run().clone()),
    };
    if let Change::Create(Object::SyncSettings(_)) = &change {
        // No rule refuses them, but a software update point that is not installed cannot synchronize with them.
        installation::wait_for_needed(context, &hierarchy, &change, timeout)?;
    }
    let error = match initial_sync::apply_change(&hierarchy, &conditions, &change, client.author()) {
        Ok(applied) => return Ok(applied),
        Err(InitialSyncError::Failed(failed)) => return Err(initial_sync::diagnostic(&failed).into()),
        Err(InitialSyncError::Apply(error)) => error,
    };
    match error {
        ApplyError::Refused(findings) => {
            installation::wait_for_needed(context, &hierarchy, &change, timeout)?;
            let may_retry = context.waited() < WAIT_FOR_OTHER_OBJECTS && !context.cancellation.is_requested();
            let may_succeed = || match rules::may_be_fixed_by_others(&findings) {
                true => Ok::<_, Diagnostic>(!is_taken(client, &hierarchy, &change)?),
                false => may_be_created_later(client, &hierarchy, &change, &findings),
            };
            if may_retry && may_succeed()? {
                Err(context.try_again_in(RETRY_INTERVAL))
            } else if matches!(change, Change::Create(_)) {
                Err(refused_creation(&hierarchy, &id, &findings)?)
            } else {
                Err(diagnostics(&findings))
            }
        }
        ApplyError::Stale { object, since } => Err(plan_guard::diagnostic(&object, &since).into()),
        ApplyError::Store(error) => Err(store_error(&error).into()),
    }
}

/// Whether the object to create exists, and nothing in this run removes it.
fn is_taken(client: &Client, hierarchy: &Hierarchy, change: &Change) -> Result<bool, Diagnostic> {
    let id = change.id();
    let may_be_removed = client.run_file().is_none_or(|run_file| run_file.may_remove(&id));
    if may_be_removed || !matches!(change, Change::Create(_)) {
        return Ok(false);
    }
    let stored = hierarchy.get(&id).map_err(|error| store_error(&error))?;
    Ok(stored.is_some_and(|stored| stored.declared))
}
