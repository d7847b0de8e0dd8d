use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::facts::{Extent, Failure, Phase, SyncState, Trigger};

/// An event at a software update point, reported while a command runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Event {
    /// The hierarchy time.
    pub time: Timestamp,
    /// The site.
    pub site_code: Arc<str>,
    /// The server.
    pub server_fqdn: Arc<str>,
    /// What happened.
    #[serde(flatten)]
    pub what: EventKind,
}

impl Event {
    /// What it tells a person; `None` for the phases in between, and for retries that fail again.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        let Self { site_code, server_fqdn, what, .. } = self;
        Some(match what {
            EventKind::Began { replicas_only: true, .. } => format!("{site_code} starts synchronizing its replicas"),
            EventKind::Began { extent, .. } => start_message(site_code, *extent),
            EventKind::Entered { .. } | EventKind::Repeated { .. } => return None,
            EventKind::Succeeded { state, version } => {
                format!("{site_code} {server_fqdn}: {} {}, version {version}", state.code(), state.meaning())
            }
            EventKind::Failed { state, failure } => {
                format!("{site_code} {server_fqdn}: {} {}, it {}", state.code(), state.meaning(), failure.reason())
            }
        })
    }
}

/// How the start of a site's synchronization is announced.
#[must_use]
pub fn start_message(site_code: &str, extent: Extent) -> String {
    match extent {
        Extent::Full => format!("{site_code} starts a full synchronization"),
        Extent::Delta => format!("{site_code} starts synchronizing"),
    }
}

/// The kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum EventKind {
    /// A site begins to synchronize.
    Began {
        /// What started it.
        trigger: Trigger,
        /// How much is synchronized.
        extent: Extent,
        /// Whether only further software update points synchronize.
        replicas_only: bool,
    },
    /// A phase begins.
    Entered {
        /// The phase.
        phase: Phase,
    },
    /// A software update point has synchronized.
    Succeeded {
        /// 6702 or 6708.
        state: SyncState,
        /// The version of the update catalog it has now.
        version: u64,
    },
    /// Retries of a site failed in the same way as before.
    Repeated {
        /// The number of retries.
        attempts: u64,
    },
    /// A software update point failed to synchronize.
    Failed {
        /// 6703 or 6707.
        state: SyncState,
        /// Why.
        failure: Failure,
    },
}
