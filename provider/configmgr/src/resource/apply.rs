//! Applying a planned change to the object the plan was made on.

use std::time::Duration;

use hierarchy::sync::InitialSyncError;
use hierarchy::{Applied, ApplyError, Change, Conditions, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;

use super::findings::{diagnostics, refused_creation};
use super::model::ResourceModel;
use super::{initial_sync, plan_guard, replacement};
use crate::client::{Client, PrivateState, store_error};

/// How long a change is retried while other objects are in its way, unless the resource has a timeout. Terraform has no
/// order for a removal and the changes that make it possible, nor for an object and its successor: it changes them
/// concurrently.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(3);

const RETRY_INTERVAL: Duration = Duration::from_millis(50);

/// Makes a change; `timeout` is that of the resource.
pub(crate) fn apply<M: ResourceModel>(
    context: &Context<'_, Client>,
    change: Change,
    timeout: Option<Duration>,
) -> Result<Applied, Diagnostics> {
    let client = context.client;
    if let Some(run_file) = client.run_file().filter(|_| !client.has_written()) {
        run_file.remove();
    }
    let (id, private_state) = (change.id(), PrivateState::load(&context.private));
    let hierarchy = client.hierarchy()?;
    let conditions = Conditions {
        lock_timeout: timeout,
        expected_revision: private_state.revision_of(&id),
        order: client.order(),
        counterpart: replacement::counterpart(&hierarchy, private_state, &change)?,
    };
    let error = match initial_sync::apply_change(&hierarchy, &conditions, &change, client.author()) {
        Ok(applied) => return Ok(applied),
        Err(InitialSyncError::Failed(failed)) => return Err(initial_sync::diagnostic(&failed).into()),
        Err(InitialSyncError::Apply(error)) => error,
    };
    match error {
        ApplyError::Refused(findings) => {
            let may_retry =
                context.waited() < timeout.unwrap_or(DEFAULT_TIMEOUT) && !context.cancellation.is_requested();
            if may_retry && rules::may_be_fixed_by_others(&findings) {
                Err(context.try_again_in(RETRY_INTERVAL))
            } else if matches!(change, Change::Create(_)) {
                Err(refused_creation(&hierarchy, &id, &findings)?)
            } else {
                Err(diagnostics(&findings))
            }
        }
        ApplyError::Stale { object, since } => Err(plan_guard::diagnostic::<M>(&object, &since).into()),
        ApplyError::Store(error) => Err(store_error(&error).into()),
    }
}
