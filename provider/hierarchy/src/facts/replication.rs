use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fault::FaultKind;
use super::faults::Faults;
use crate::store::{StoreError, View};

/// `ReplicationLinkStatus` of `SMS_SUPSyncStatus`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplicationState {
    /// 0: it works.
    #[default]
    Healthy,
    /// 1: it works, late.
    Degraded,
    /// 2: it does not work.
    Error,
}

impl fmt::Display for ReplicationState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Error => "in error",
        })
    }
}

/// How database replication of a site with its parent is.
pub(crate) fn replication_of(view: &dyn View, site_code: &str) -> Result<ReplicationState, StoreError> {
    // The top-level site has no parent to replicate with.
    let is_top_level = view.site(site_code)?.is_some_and(|site| site.is_top_level());
    Ok(if is_top_level { ReplicationState::Healthy } else { ReplicationState::by(&Faults::of(view)?, site_code) })
}

impl ReplicationState {
    /// What faults make of the replication of a site.
    pub(crate) fn by(faults: &Faults, site_code: &str) -> Self {
        let states = faults.at(site_code).iter().map(|fault| match fault {
            FaultKind::ReplicationFailed => Self::Error,
            FaultKind::ReplicationDegraded => Self::Degraded,
            _ => Self::Healthy,
        });
        states.max().unwrap_or_default()
    }
}
