//! What the simulation keeps from one look to the next.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::attempt::{Attempt, Extent, Phase, Trigger};
use super::failure::Failure;
use super::moment::Moment;
use super::subscription::Subscription;
use crate::store::{FactKind, StoreError, Transaction, View};

/// What numbers are drawn with, unless metadata of another hierarchy is imported.
pub(crate) const SEED: u64 = 2026;

/// The hierarchy's clock, and how far the simulation has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Timekeeping {
    /// How many seconds the hierarchy's clock is ahead of the machine's.
    #[serde(default)]
    pub(crate) ahead: i64,
    /// Everything that was due until then has happened.
    #[serde(default)]
    pub(crate) settled: Option<Moment>,
    /// When something happens next.
    #[serde(default)]
    pub(crate) due: Option<Moment>,
    /// When sites, roles or settings changed first since the simulation last looked at them.
    #[serde(default)]
    pub(crate) changed: Option<Moment>,
    /// Since when the schedule is as it is.
    #[serde(default)]
    pub(crate) scheduled: Option<Moment>,
}

impl Timekeeping {
    pub(crate) const KEY: &'static str = "";

    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        Ok(read(view, FactKind::Clock, Self::KEY)?.unwrap_or_default())
    }

    pub(crate) fn keep(&self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        keep(transaction, FactKind::Clock, Self::KEY, self)
    }

    /// The hierarchy's time when the machine's is `machine`. It never goes back.
    pub(crate) fn now(&self, machine: jiff::Timestamp) -> jiff::Timestamp {
        let ahead = machine.checked_add(SignedDuration::from_secs(self.ahead)).unwrap_or(machine);
        self.settled.map_or(ahead, |settled| ahead.max(settled.timestamp()))
    }

    /// Whether something was due until then that has not happened.
    pub(crate) fn is_due(&self, now: Moment) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    /// Whether the simulation has to look at what there is before anybody else does.
    pub(crate) fn is_behind(&self, now: Moment) -> bool {
        self.settled.is_none() || self.changed.is_some() || self.is_due(now)
    }
}

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
    /// Whom it synchronises with knows no more than that. Where that is nothing, it begins anew.
    pub(crate) fn fall_back(&mut self, version: u64) {
        self.version = version;
        if version == 0 {
            let Self { state, success, failure, retry, .. } = self;
            (*state, *success, *failure, *retry) = (None, None, None, None);
        }
    }
}

/// State of a synchronisation: `LastSyncState` of `SMS_SUPSyncStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// 6702: it has synchronised.
    Succeeded,
    /// 6703: it has not.
    Failed,
    /// 6704: its WSUS is synchronising.
    Wsus,
    /// 6705: the site's database is synchronising.
    Database,
    /// 6706: a further software update point is synchronising.
    Replica,
    /// 6707: its content is not that of its upstream.
    OutOfSync,
    /// 6708: it has synchronised, and waits for licence terms.
    LicenceTermsPending,
}

impl SyncState {
    /// All, by code.
    pub const ALL: [Self; 7] = [
        Self::Succeeded,
        Self::Failed,
        Self::Wsus,
        Self::Database,
        Self::Replica,
        Self::OutOfSync,
        Self::LicenceTermsPending,
    ];

    /// The product's number, 6702–6708.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Self::Succeeded => 6702,
            Self::Failed => 6703,
            Self::Wsus => 6704,
            Self::Database => 6705,
            Self::Replica => 6706,
            Self::OutOfSync => 6707,
            Self::LicenceTermsPending => 6708,
        }
    }

    /// The word for it: `succeeded`, `failed` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Wsus => "wsus",
            Self::Database => "database",
            Self::Replica => "replica",
            Self::OutOfSync => "out_of_sync",
            Self::LicenceTermsPending => "licence_terms_pending",
        }
    }

    /// What it means, in a phrase.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Succeeded => "synchronised",
            Self::Failed => "failed",
            Self::Wsus => "synchronising, WSUS phase",
            Self::Database => "synchronising, site database phase",
            Self::Replica => "synchronising as a replica",
            Self::OutOfSync => "content out of sync with upstream",
            Self::LicenceTermsPending => "synchronised, licence terms pending",
        }
    }

    /// Whether a synchronisation is under way.
    #[must_use]
    pub fn is_running(self) -> bool {
        matches!(self, Self::Wsus | Self::Database | Self::Replica)
    }
}

/// What a version of the update catalogue holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// Updates up to then are in it; none where nothing was ever imported.
    pub(crate) as_of: Option<Moment>,
    pub(crate) seed: u64,
    pub(crate) subscription: Arc<Subscription>,
}

pub(crate) fn read<T: DeserializeOwned>(view: &dyn View, kind: FactKind, key: &str) -> Result<Option<T>, StoreError> {
    view.fact(kind, key)?.map(|body| decode(kind, key, &body)).transpose()
}

/// As [`all`], but for what cannot be read: what another release has left is begun anew.
pub(crate) fn readable<T: DeserializeOwned>(view: &dyn View, kind: FactKind) -> Result<Vec<(String, T)>, StoreError> {
    let facts = view.facts(kind)?.into_iter();
    Ok(facts.filter_map(|(key, body)| Some((key, serde_json::from_str(&body).ok()?))).collect())
}

pub(crate) fn all<T: DeserializeOwned>(view: &dyn View, kind: FactKind) -> Result<Vec<(String, T)>, StoreError> {
    let facts = view.facts(kind)?.into_iter();
    facts.map(|(key, body)| decode(kind, &key, &body).map(|fact| (key, fact))).collect()
}

fn decode<T: DeserializeOwned>(kind: FactKind, key: &str, body: &str) -> Result<T, StoreError> {
    serde_json::from_str(body).map_err(|error| damaged(kind, key, &error))
}

pub(crate) fn keep<T: Serialize>(
    transaction: &mut dyn Transaction,
    kind: FactKind,
    key: &str,
    fact: &T,
) -> Result<(), StoreError> {
    let body = serde_json::to_string(fact).map_err(|error| damaged(kind, key, &error))?;
    transaction.keep_fact(kind, key, &body)
}

fn damaged(kind: FactKind, key: &str, error: &serde_json::Error) -> StoreError {
    StoreError::DamagedFact { what: format!("{kind:?} {key}"), reason: error.to_string() }
}
