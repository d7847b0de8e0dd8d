//! The synchronization of a site when its settings are created.

use hierarchy::sync::{Event, EventKind, FailedSync, InitialSyncError};
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
) -> Result<Applied, InitialSyncError> {
    match change {
        Change::Create(Object::SyncSettings(settings)) if settings.begins_synchronized() => {
            hierarchy.create_synchronized(settings, conditions, author, &mut log_event)
        }
        _ => Ok(hierarchy.apply_if(conditions.clone(), change.clone(), author)?),
    }
}

/// Writes an event of the synchronization to Terraform's log.
fn log_event(event: &Event) {
    let Event { time, site_code, server_fqdn, what } = event;
    let (site_code, server_fqdn) = (&**site_code, &**server_fqdn);
    match what {
        EventKind::Began { trigger, extent, .. } => {
            let (trigger, extent) = (trigger.as_str(), extent.as_str());
            info!(site_code, server_fqdn, %time, trigger, extent, "synchronization started");
        }
        EventKind::Entered { phase } => {
            info!(site_code, server_fqdn, %time, phase = phase.as_str(), "synchronization entered its next phase");
        }
        EventKind::Succeeded { state, version } => {
            let (state, code) = (state.as_str(), state.code());
            info!(site_code, server_fqdn, %time, state, code, version, "synchronized");
        }
        EventKind::Repeated { .. } => {}
        EventKind::Failed { state, failure } => {
            let (state, code, reason) = (state.as_str(), state.code(), failure.reason());
            warn!(site_code, server_fqdn, %time, state, code, reason, "synchronization failed");
        }
    }
}

/// Why settings were not created.
pub(crate) fn diagnostic(failed: &FailedSync) -> Diagnostic {
    let FailedSync { site_code, server_fqdn, source, failure, fault, time, log_line } = failed;
    let clear_fault = fault.map(|fault| {
        format!("This fault was injected; clear it with:\n\n  {}\n\n", fault.clear_command(site_code, server_fqdn))
    });
    let log_line = match log_line {
        Some(line) => format!(", and wsyncmgr.log has:\n\n  {line}\n\n"),
        None => ". ".to_owned(),
    };
    let (state, kind) = (failure.state(), Kind::SyncSettings.title());
    Diagnostic::error(
        format!("{kind} {site_code}: synchronization failed, so nothing was subscribed (V124)"),
        format!(
            "{server_fqdn} {reason}. Its synchronization source is {source}. At {time:.0} its state became {code} ({meaning}) \
             with error code {error:#010X}{log_line}The settings of the site are unchanged. \
             {remedy} {clear_fault}Then run terraform apply again. To subscribe without synchronizing first, write:\n\n  initial_sync = \
             false",
            reason = failure.reason(),
            code = state.code(),
            meaning = state.meaning(),
            error = failure.code(),
            remedy = failure.remedy(),
            clear_fault = clear_fault.unwrap_or_default(),
        ),
    )
    .at(Path::of("initial_sync"))
}
