use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::moment::Moment;
use super::server::{Obstacles, ServerFacts};
use super::sync_state::SyncState;
use crate::model::SupRole;

/// The result of the last synchronization of a software update point, which the product stores as `SMS_SUPSyncStatus`.
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
    /// The version of the update catalog it has; 0 before its first synchronization.
    #[serde(rename = "v", default)]
    pub(crate) version: u64,
    /// For a first one: the version whose updates the site database has. They are replicated, not synchronized.
    #[serde(rename = "i", default)]
    pub(crate) replicated: u64,
    /// When it is retried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry: Option<Moment>,
    /// What the facts of servers mean for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) facts: ServerFacts,
    /// Since when the automatic deployment rules of its site cannot download.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) download_fails: Option<Moment>,
    /// Since when they cannot download third-party updates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) certificate_fails: Option<Moment>,
    /// Whether its WSUS has a part of the catalog only, because its first synchronization timed out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) has_part_of_catalog: bool,
    /// What kept its WSUS from being configured.
    #[serde(default, skip_serializing_if = "Obstacles::is_empty")]
    pub(crate) obstacles: Obstacles,
}

fn is_default(facts: &ServerFacts) -> bool {
    *facts == ServerFacts::default()
}

impl SupState {
    /// The state of a software update point that was just installed.
    pub(crate) fn just_installed(role: &SupRole, installed: Moment) -> Self {
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
            facts: ServerFacts::default(),
            download_fails: None,
            certificate_fails: None,
            has_part_of_catalog: false,
            obstacles: Obstacles::default(),
        }
    }

    /// What keeps its WSUS from being configured, as WSUS Configuration Manager knows it: from its last hourly check at
    /// `checked`, or from the last synchronization.
    pub(crate) fn known_obstacle(&self, checked: Moment) -> Option<Failure> {
        let tried = self.state.map(|_| self.since);
        self.obstacles.at(tried.map_or(checked, |tried| tried.max(checked)))
    }

    /// Falls back to the version of its source. At version 0, it starts again.
    pub(crate) fn limit_version(&mut self, version: u64) {
        self.version = version;
        if version == 0 {
            let Self { state, success, failure, retry, .. } = self;
            (*state, *success, *failure, *retry) = (None, None, None, None);
            self.has_part_of_catalog = false;
        }
    }
}
