use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::as_found::{AsFound, FoundStatus};
use super::attempt::{Attempt, Extent, Phase, Trigger};
use super::json::read;
use super::moment::Moment;
use super::subscription::Subscription;
use crate::model::key;
use crate::store::{FactKind, StoreError, View};

/// The state of the synchronization manager of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SiteState {
    /// The current phase of the last attempt.
    #[serde(rename = "run", default, skip_serializing_if = "Option::is_none")]
    pub(crate) running: Option<Running>,
    /// When it retries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry: Option<Moment>,
    /// A notification of the parent site that it has not processed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) notice: Option<Notice>,
    /// The version of the update catalog it has; 0 before its first synchronization.
    #[serde(rename = "v", default)]
    pub(crate) version: u64,
    /// The last full synchronization.
    #[serde(rename = "full", default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_full: Option<Moment>,
    /// The settings whose change makes the next synchronization a full one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) basis: Option<String>,
    /// What was subscribed at the top-level site, and since when; the newest last.
    #[serde(rename = "subs", default, skip_serializing_if = "VecDeque::is_empty")]
    pub(crate) subscriptions: VecDeque<(Moment, Arc<Subscription>)>,
    #[serde(rename = "log", default)]
    pub(crate) attempts: VecDeque<Attempt>,
}

/// How many changes of the subscriptions a site remembers.
const MAX_SUBSCRIPTIONS: usize = 4;

impl SiteState {
    /// Notes what is subscribed since a moment, if this is new.
    pub(crate) fn note_subscription(&mut self, subscription: &Arc<Subscription>, since: Moment) {
        while self.subscriptions.len() >= MAX_SUBSCRIPTIONS {
            self.subscriptions.pop_front();
        }
        self.subscriptions.push_back((since, Arc::clone(subscription)));
    }

    /// What was subscribed last.
    pub(crate) fn subscribed(&self) -> Option<&Subscription> {
        self.subscriptions.back().map(|(_, subscription)| &**subscription)
    }
}

/// A phase in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) phase: Phase,
    /// The server of the replica that is synchronizing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) replica: Option<Arc<str>>,
    /// Whether only replicas synchronize, because the first software update point is up to date.
    #[serde(default)]
    pub(crate) replicas_only: bool,
    pub(crate) until: Moment,
}

/// A notification that a site must process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(crate) at: Moment,
    pub(crate) trigger: Trigger,
    pub(crate) extent: Extent,
}

/// Whether a site has ever synchronized, so that it has the complete update catalog.
pub(crate) fn has_synchronized(view: &dyn View, site_code: &str) -> Result<bool, StoreError> {
    let state: Option<SiteState> = read(view, FactKind::Site, &key(site_code))?;
    if state.is_some_and(|state| state.last_full.is_some()) {
        return Ok(true);
    }
    Ok(AsFound::is(view)? && FoundStatus::has_synchronized(view, site_code)?)
}
