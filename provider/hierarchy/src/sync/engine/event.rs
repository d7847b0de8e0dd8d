use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::facts::{Extent, Failure, Phase, SyncState, Trigger};

/// Something that happens at a software update point while somebody watches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Event {
    /// When, on the hierarchy's clock.
    pub time: Timestamp,
    /// At which site.
    pub site_code: Arc<str>,
    /// At which server.
    pub server_fqdn: Arc<str>,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Happening {
    /// A site begins to synchronise.
    Began {
        /// What set it off.
        trigger: Trigger,
        /// How much it goes through.
        extent: Extent,
        /// Whether only further software update points have something to do.
        replicas_only: bool,
    },
    /// A phase begins.
    Entered {
        /// Which one.
        phase: Phase,
    },
    /// A software update point has synchronised.
    Succeeded {
        /// 6702 or 6708.
        state: SyncState,
        /// The version of the update catalogue it has now.
        version: u64,
    },
    /// A site has tried again in vain, as before.
    Repeated {
        /// How often.
        attempts: u64,
    },
    /// A software update point has not synchronised.
    Failed {
        /// 6703 or 6707.
        state: SyncState,
        /// Why.
        failure: Failure,
    },
}
