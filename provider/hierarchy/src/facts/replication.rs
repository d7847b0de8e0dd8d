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
    /// 0: replication works.
    #[default]
    Healthy,
    /// 1: replication is delayed.
    Degraded,
    /// 2: replication does not work.
    Error,
    /// A real site did not say it.
    NotKnown,
}

impl fmt::Display for ReplicationState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Error => "in error",
            Self::NotKnown => "not known",
        })
    }
}

/// The state of database replication of a site with its parent.
pub(crate) fn replication_of(view: &dyn View, site_code: &str) -> Result<ReplicationState, StoreError> {
    // The top-level site has no parent to replicate with.
    let is_top_level = view.site(site_code)?.is_some_and(|site| site.is_top_level());
    Ok(if is_top_level { ReplicationState::Healthy } else { ReplicationState::by(&Faults::of(view)?, site_code) })
}

impl ReplicationState {
    /// The state of replication of a site with its faults.
    pub(crate) fn by(faults: &Faults, site_code: &str) -> Self {
        let states = faults.at(site_code).iter().map(|fault| match fault.kind {
            FaultKind::ReplicationFailed => Self::Error,
            FaultKind::ReplicationDegraded => Self::Degraded,
            _ => Self::Healthy,
        });
        states.max().unwrap_or_default()
    }
}
