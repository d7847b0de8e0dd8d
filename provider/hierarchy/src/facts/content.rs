use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::moment::Moment;
use super::subscription::Subscription;
use crate::model::{MaxRunTime, Supersedence};

/// The seed of numbers, unless metadata of another hierarchy is imported.
pub(crate) const SEED: u64 = 2026;

/// The content of a version of the update catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// It contains updates up to this time; `None` if nothing was ever imported.
    pub(crate) as_of: Option<Moment>,
    pub(crate) seed: u64,
    pub(crate) subscription: Arc<Subscription>,
    /// The rules by which updates expired when it was synchronized.
    #[serde(default)]
    pub(crate) supersedence: Arc<Supersedence>,
    /// What updates that were new in the synchronization got.
    #[serde(default)]
    pub(crate) run_time: MaxRunTime,
    /// The updates that keep a maximum run time from before it changed, in the order of the changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) kept_run_times: Vec<KeptRunTime>,
    /// What is no longer subscribed: its updates have expired, and are not removed yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) leaving: Vec<Leaving>,
    /// All its updates. Earlier releases did not store their number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<Count>,
}

/// A maximum run time that changed after updates had synchronized with it: those up to a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptRunTime {
    pub(crate) run_time: MaxRunTime,
    pub(crate) subscription: Arc<Subscription>,
    pub(crate) as_of: Moment,
}

/// Updates that are no longer subscribed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Leaving {
    pub(crate) subscription: Subscription,
    /// It has updates up to this time.
    pub(crate) as_of: Moment,
    /// When they expired.
    pub(crate) since: Moment,
}

/// A number of updates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    /// All updates.
    pub(crate) updates: u64,
    /// The superseded ones.
    pub(crate) superseded: u64,
    /// The expired ones.
    pub(crate) expired: u64,
}

impl Count {
    pub(crate) fn add(&mut self, other: Self) {
        self.updates += other.updates;
        self.superseded += other.superseded;
        self.expired += other.expired;
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self {
            updates: self.updates.saturating_sub(other.updates),
            superseded: self.superseded.saturating_sub(other.superseded),
            expired: self.expired.saturating_sub(other.expired),
        }
    }
}
