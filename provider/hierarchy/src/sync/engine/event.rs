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
