//! Making a change of the very object a plan was made on.

use std::thread;
use std::time::{Duration, Instant};

use hierarchy::sync::FirstSyncError;
use hierarchy::{Applied, ApplyError, Change, Conditions, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;

use super::findings::{diagnostics, refused_creation};
use super::model::Managed;
use super::{initial_sync, plan_guard};
use crate::client::{Client, Kept, store_diagnostic};

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
    let last_attempt = Instant::now() + patience.unwrap_or(PATIENCE);
    loop {
        let error = match initial_sync::make(&hierarchy, &conditions, &change, client.author()) {
            Ok(applied) => return Ok(applied),
            Err(FirstSyncError::Failed(failed)) => return Err(initial_sync::diagnostic(&failed).into()),
            Err(FirstSyncError::Apply(error)) => error,
        };
        match error {
            ApplyError::Refused(findings) => {
                let may_wait = Instant::now() < last_attempt && !context.cancellation.is_requested();
                if may_wait && rules::may_be_mended_by_others(&findings) {
                    thread::sleep(BETWEEN_ATTEMPTS);
                } else if matches!(change, Change::Create(_)) {
                    return Err(refused_creation(&hierarchy, &id, &findings)?);
                } else {
                    return Err(diagnostics(&findings));
                }
            }
            ApplyError::Stale { object, since } => return Err(plan_guard::diagnostic::<M>(&object, &since).into()),
            ApplyError::Store(error) => return Err(store_diagnostic(&error).into()),
        }
    }
}
