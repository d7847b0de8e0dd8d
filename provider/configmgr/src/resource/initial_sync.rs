//! The synchronisation that comes with the first settings of a hierarchy.

use hierarchy::sync::{Event, FailedSync, FirstSyncError, Happening};
use hierarchy::{Applied, Author, Change, Conditions, Hierarchy, Kind, Object};
use tfplugin::framework::diagnostics::Diagnostic;
use tfplugin::framework::path::Path;
use tracing::{info, warn};

/// Makes a change. Creating settings that subscribe to something synchronizes the site.
pub(crate) fn apply_change(
    hierarchy: &Hierarchy,
    conditions: &Conditions,
    change: &Change,
    author: &Author,
) -> Result<Applied, FirstSyncError> {
    match change {
        Change::Create(Object::SyncSettings(settings)) if settings.begins_synchronised() => {
            hierarchy.create_synchronised(settings, conditions, author, &mut log_event)
        }
        _ => Ok(hierarchy.apply_if(conditions.clone(), change.clone(), author)?),
    }
}

/// Writes an event of the synchronization to Terraform's log.
fn log_event(event: &Event) {
    let Event { time, site_code, server_fqdn, what } = event;
    let (site_code, server_fqdn) = (&**site_code, &**server_fqdn);
    match what {
        Happening::Began { trigger, extent, .. } => {
            let (trigger, extent) = (trigger.as_str(), extent.as_str());
            info!(site_code, server_fqdn, %time, trigger, extent, "synchronisation begins");
        }
        Happening::Entered { phase } => {
            info!(site_code, server_fqdn, %time, phase = phase.as_str(), "synchronisation goes on");
        }
        Happening::Succeeded { state, version } => {
            let (state, code) = (state.as_str(), state.code());
            info!(site_code, server_fqdn, %time, state, code, version, "synchronised");
        }
        Happening::Repeated { .. } => {}
        Happening::Failed { state, failure } => {
            let (state, code, reason) = (state.as_str(), state.code(), failure.reason());
            warn!(site_code, server_fqdn, %time, state, code, reason, "synchronisation failed");
        }
    }
}

/// Why settings were not created.
pub(crate) fn diagnostic(failed: &FailedSync) -> Diagnostic {
    let FailedSync { site_code, server_fqdn, source, failure, fault, time, log_line } = failed;
    let clear_fault = fault.map(|fault| {
        format!("It goes wrong on purpose, until somebody runs:\n\n  {}\n\n", fault.clearing(server_fqdn))
    });
    let (state, kind) = (failure.state(), Kind::SyncSettings.title());
    Diagnostic::error(
        format!("{kind} {site_code}: synchronisation failed, so that nothing was subscribed (V124)"),
        format!(
            "{server_fqdn} {reason}. It synchronises with {source}. At {time:.0} its state became {code} ({meaning}), with \
             error code {error:#010X}, and wsyncmgr.log has:\n\n  {log_line}\n\nThe settings of the site are as they were. \
             {way_out} {clear_fault}Then run terraform apply again. To subscribe without synchronising first, write:\n\n  initial_sync = \
             false",
            reason = failure.reason(),
            code = state.code(),
            meaning = state.meaning(),
            error = failure.code(),
            way_out = failure.way_out(),
            clear_fault = clear_fault.unwrap_or_default(),
        ),
    )
    .at(Path::of("initial_sync"))
}
