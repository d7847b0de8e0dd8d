//! Waiting for installations that take time.

use std::fmt::Display;
use std::time::Duration;

use hierarchy::{Change, Hierarchy, ObjectId};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

use crate::client::{Client, Written, store_error};

/// How long to wait where the resource has no `timeouts`.
const USUAL_TIMEOUT: Duration = Duration::from_secs(20 * 60);

/// How often to look at the hierarchy clock.
const INTERVAL: Duration = Duration::from_millis(250);

/// Ends this attempt while a created object is pending, unless it has taken too long or the user asked to stop. Then the
/// object is reported as created: Terraform would replace one whose creation failed.
pub(super) fn wait_for_end(
    context: &Context<'_, Client>,
    mut written: Written,
    timeout: Option<Duration>,
) -> Result<Written, Diagnostics> {
    let client = context.client;
    if !written.is_pending {
        return Ok(written);
    }
    let id = written.stored.object.id();
    let pending = client.hierarchy()?.pending_until(&id).map_err(|error| store_error(&error))?;
    let Some(end) = pending else { return Ok(written) };
    if may_wait(context, timeout) {
        client.installing().keep(written);
        return Err(context.try_again_in(INTERVAL));
    }
    written.warnings.push(still_pending(&id, end));
    Ok(written)
}

/// Ends this attempt while a change waits for the installation of what it needs.
pub(super) fn wait_for_needed(
    context: &Context<'_, Client>,
    hierarchy: &Hierarchy,
    change: &Change,
    timeout: Option<Duration>,
) -> Result<(), Diagnostics> {
    let awaited = hierarchy.awaited_installation(change).map_err(|error| store_error(&error))?;
    if awaited.is_some() && may_wait(context, timeout) {
        return Err(context.try_again_in(INTERVAL));
    }
    Ok(())
}

fn may_wait(context: &Context<'_, Client>, timeout: Option<Duration>) -> bool {
    context.waited() < timeout.unwrap_or(USUAL_TIMEOUT) && !context.cancellation.is_requested()
}

fn still_pending(id: &ObjectId, end: impl Display) -> Diagnostic {
    Diagnostic::warning(
        format!("{id} is still being installed"),
        format!(
            "Its installation ends at {end:.0} by the hierarchy clock. It is in the state, and nothing is lost: what needs it waits in \
             the next run. To wait longer, write:\n\n  timeouts {{\n    create = \"2h\"\n  }}\n\nTo let the time pass, run:\n\n  \
             supctl clock advance 1h"
        ),
    )
}
