//! An attempt of a site to synchronize.

use std::collections::VecDeque;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::moment::Moment;

/// How many attempts a site remembers. Older ones are dropped from its logs, as in the product.
pub(crate) const MAX_ATTEMPTS: usize = 12;

/// How much of the catalog is synchronized.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// Changes since the last synchronization.
    #[default]
    Delta,
    /// Everything.
    Full,
}

/// What started a synchronization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The schedule.
    Schedule,
    /// A request of a user.
    Request,
    /// The parent site, after it synchronized.
    Parent,
    /// A software update point was installed.
    Installation,
    /// The retry of a failed attempt.
    Retry,
}

/// A phase of a synchronization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The WSUS of the site's first software update point synchronizes with its source.
    Wsus,
    /// The site waits until the results of WSUS are available.
    Wait,
    /// The top-level site synchronizes its database with WSUS.
    Database,
    /// The WSUS of a further software update point of the site replicates from the first one.
    Replica,
}

impl Extent {
    /// Its name: `delta`, `full`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delta => "delta",
            Self::Full => "full",
        }
    }
}

impl Trigger {
    /// Its name: `schedule`, `request` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Request => "request",
            Self::Parent => "parent",
            Self::Installation => "installation",
            Self::Retry => "retry",
        }
    }
}

impl Phase {
    /// Its name: `wsus`, `database` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wsus => "wsus",
            Self::Wait => "wait",
            Self::Database => "database",
            Self::Replica => "replica",
        }
    }
}

/// A finished phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CompletedPhase {
    #[serde(rename = "p")]
    pub(crate) phase: Phase,
    #[serde(rename = "e")]
    pub(crate) ended: Moment,
    /// The server, if it is not that of the first software update point.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<Arc<str>>,
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<Failure>,
}

/// Maintenance after a synchronization ("Software updates maintenance").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a check box in the console")]
pub(crate) struct Maintenance {
    #[serde(rename = "d")]
    pub(crate) decline_expired: bool,
    #[serde(rename = "i")]
    pub(crate) add_indexes: bool,
    #[serde(rename = "o")]
    pub(crate) remove_obsolete: bool,
    /// Whether the database cannot be reached to add indexes and remove updates.
    #[serde(rename = "f")]
    pub(crate) fails: bool,
    /// Whether the signing certificate of third-party updates is managed.
    #[serde(rename = "c")]
    pub(crate) certificate: bool,
}

/// An attempt, finished or in progress. Its names are short in the store, because there are many attempts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempt {
    #[serde(rename = "b")]
    pub(crate) began: Moment,
    #[serde(rename = "x")]
    pub(crate) extent: Extent,
    #[serde(rename = "t")]
    pub(crate) trigger: Trigger,
    /// The server of the first software update point.
    #[serde(rename = "w")]
    pub(crate) server: Arc<str>,
    /// The synchronization source of its WSUS.
    #[serde(rename = "s")]
    pub(crate) source: Arc<str>,
    /// The server that connects to the source, if several share the database of the first one.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub(crate) front_end: Option<Arc<str>>,
    #[serde(rename = "p")]
    pub(crate) steps: Vec<CompletedPhase>,
    /// The version of the catalog that the site had before.
    #[serde(rename = "r", default, skip_serializing_if = "is_zero")]
    pub(crate) version_before: u64,
    /// The version of the catalog it synchronized.
    #[serde(rename = "v")]
    pub(crate) version: u64,
    /// Whether there were no subscriptions, at the top-level site.
    #[serde(rename = "u", default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unsubscribed: bool,
    /// The maintenance of WSUS after it.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub(crate) maintenance: Option<Maintenance>,
    /// How many updates were added or have expired, at the top-level site.
    #[serde(rename = "n", default, skip_serializing_if = "is_zero")]
    pub(crate) added: u64,
    /// How many updates have expired since the version before.
    #[serde(rename = "d", default, skip_serializing_if = "is_zero")]
    pub(crate) expired: u64,
    /// How many expired updates were removed, at the top-level site.
    #[serde(rename = "g", default, skip_serializing_if = "is_zero")]
    pub(crate) removed: u64,
    /// How many updates there are.
    #[serde(rename = "a", default, skip_serializing_if = "is_zero")]
    pub(crate) total: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires it")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Attempt {
    /// The first failure.
    pub(crate) fn failure(&self) -> Option<Failure> {
        self.steps.iter().find_map(|step| step.failure)
    }

    /// The server that connects to the source.
    pub(crate) fn actor(&self) -> &Arc<str> {
        self.front_end.as_ref().unwrap_or(&self.server)
    }

    /// The server of a phase.
    pub(crate) fn server_of<'a>(&'a self, step: &'a CompletedPhase) -> &'a Arc<str> {
        step.server.as_ref().unwrap_or_else(|| self.actor())
    }

    /// When its last finished phase ended.
    pub(crate) fn last_ended(&self) -> Moment {
        self.steps.last().map_or(self.began, |step| step.ended)
    }
}

/// The list of steps of the attempt that the next one pushes out, emptied to be used again: there are millions of attempts
/// in a year of a large hierarchy.
pub(crate) fn steps_of_oldest(attempts: &mut VecDeque<Attempt>) -> Vec<CompletedPhase> {
    let is_full = attempts.len() >= MAX_ATTEMPTS;
    let mut steps = attempts.front_mut().filter(|_| is_full).map(|oldest| std::mem::take(&mut oldest.steps));
    if let Some(steps) = &mut steps {
        steps.clear();
    }
    steps.unwrap_or_default()
}

/// Adds an attempt, and drops the oldest.
pub(crate) fn push_attempt(attempts: &mut VecDeque<Attempt>, attempt: Attempt) {
    while attempts.len() >= MAX_ATTEMPTS {
        attempts.pop_front();
    }
    attempts.push_back(attempt);
}
