use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::attempt::{Attempt, Extent, Phase, Trigger};
use super::body::read;
use super::moment::Moment;
use crate::model::key;
use crate::store::{FactKind, StoreError, View};

/// What the synchronisation manager of a site is doing and has done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SiteState {
    /// The phase under way, of the last of the attempts.
    #[serde(rename = "run", default, skip_serializing_if = "Option::is_none")]
    pub(crate) running: Option<Running>,
    /// When it tries again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry: Option<Moment>,
    /// What the parent has told it and it has not acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) notice: Option<Notice>,
    /// The version of the update catalogue it has; 0 before its first synchronisation.
    #[serde(rename = "v", default)]
    pub(crate) version: u64,
    /// When it last went through everything.
    #[serde(rename = "full", default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_full: Option<Moment>,
    /// What a change of makes the next one a full one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) basis: Option<String>,
    #[serde(rename = "log", default)]
    pub(crate) attempts: VecDeque<Attempt>,
}

/// A phase that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) phase: Phase,
    /// The server of the replica that is synchronising.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) replica: Option<Arc<str>>,
    /// Whether only replicas are synchronised: the first software update point is up to date.
    #[serde(default)]
    pub(crate) replicas_only: bool,
    pub(crate) until: Moment,
}

/// Something a site is to act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(crate) at: Moment,
    pub(crate) trigger: Trigger,
    pub(crate) extent: Extent,
}

/// Whether a site has ever synchronised, so that it has the whole update catalogue.
pub(crate) fn has_synchronised(view: &dyn View, site_code: &str) -> Result<bool, StoreError> {
    let state: Option<SiteState> = read(view, FactKind::Site, &key(site_code))?;
    Ok(state.is_some_and(|state| state.last_full.is_some()))
}
