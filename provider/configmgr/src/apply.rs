//! Making a change of the very object a plan was made on.

use std::time::Duration;

use hierarchy::sync::FirstSyncError;
use hierarchy::{Applied, ApplyError, Change, Conditions, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;

use crate::client::Client;
use crate::findings::{diagnostics, refused_creation, store_diagnostic};
use crate::initial_sync;
use crate::kept::Kept;
use crate::managed::Managed;
use crate::stale;

/// How long a change waits for what is in its way, unless the resource has a timeout. Terraform has no order for a removal
/// and the changes that make it possible, nor for what goes and what takes its place: it does them side by side.
const PATIENCE: Duration = Duration::from_secs(3);

const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(50);

/// Makes a change; `patience` is what the resource's timeout gives.
pub(crate) fn apply<M: Managed>(
    context: &Context<'_, Client>,
    change: Change,
    patience: Option<Duration>,
) -> Result<Applied, Diagnostics> {
    let client = context.client;
    if let Some(companions) = client.companions().filter(|_| !client.has_written()) {
        companions.disperse();
    }
    let (id, kept) = (change.id(), Kept::of(&context.private));
    let conditions = Conditions {
        patience,
        seen: kept.revision_of(&id),
        order: client.order(),
        counterpart: kept.counterpart_of(&change),
    };
    let hierarchy = client.hierarchy()?;
    let error = match initial_sync::make(&hierarchy, &conditions, &change, client.author()) {
        Ok(applied) => return Ok(applied),
        Err(FirstSyncError::Failed(failed)) => return Err(initial_sync::diagnostic(&failed).into()),
        Err(FirstSyncError::Apply(error)) => error,
    };
    match error {
        ApplyError::Refused(findings) => {
            let may_wait = context.waited() < patience.unwrap_or(PATIENCE) && !context.cancellation.is_requested();
            if may_wait && rules::may_be_mended_by_others(&findings) {
                Err(context.try_again_in(BETWEEN_ATTEMPTS))
            } else if matches!(change, Change::Create(_)) {
                Err(refused_creation(&hierarchy, &id, &findings)?)
            } else {
                Err(diagnostics(&findings))
            }
        }
        ApplyError::Stale { object, since } => Err(stale::diagnostic::<M>(&object, &since).into()),
        ApplyError::Store(error) => Err(store_diagnostic(&error).into()),
    }
}
