use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::moment::Moment;
use super::sync_state::SyncState;
use crate::model::SupRole;

/// How the last synchronisation of a software update point ended: what the product keeps as `SMS_SUPSyncStatus`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SupState {
    pub(crate) site: Arc<str>,
    pub(crate) server: Arc<str>,
    pub(crate) source: Arc<str>,
    pub(crate) first: bool,
    pub(crate) installed: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<SyncState>,
    #[serde(default)]
    pub(crate) since: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) success: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<Failure>,
    /// The version of the update catalogue it has; 0 before its first synchronisation.
    #[serde(rename = "v", default)]
    pub(crate) version: u64,
    /// Of a first one: the version whose updates the site's database has. They come by replication, not by synchronisation.
    #[serde(rename = "i", default)]
    pub(crate) replicated: u64,
    /// When it is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry: Option<Moment>,
}

impl SupState {
    /// What is kept of a software update point that was just installed.
    pub(crate) fn of_new(role: &SupRole, installed: Moment) -> Self {
        Self {
            site: role.site_code.as_str().into(),
            server: role.server_fqdn.as_str().into(),
            source: "".into(),
            first: !role.is_replica(),
            installed,
            state: None,
            since: installed,
            success: None,
            failure: None,
            version: 0,
            replicated: 0,
            retry: None,
        }
    }

    /// Whom it synchronises with knows no more than that. Where that is nothing, it begins anew.
    pub(crate) fn fall_back(&mut self, version: u64) {
        self.version = version;
        if version == 0 {
            let Self { state, success, failure, retry, .. } = self;
            (*state, *success, *failure, *retry) = (None, None, None, None);
        }
    }
}
