//! One attempt of a site to synchronise.

use std::collections::VecDeque;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::moment::Moment;

/// How many attempts a site remembers; older ones roll out of its logs, as the product's own do.
pub(crate) const REMEMBERED: usize = 12;

/// How much of the catalogue a synchronisation goes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// What changed since the last one.
    #[default]
    Delta,
    /// Everything.
    Full,
}

/// What set off a synchronisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The schedule.
    Schedule,
    /// Somebody.
    Request,
    /// The parent site, which has synchronised.
    Parent,
    /// A software update point was installed.
    Installation,
    /// An attempt that failed.
    Retry,
}

/// A part of a synchronisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The WSUS of the site's first software update point synchronises with its source.
    Wsus,
    /// The site waits, for the results of WSUS to be there.
    Wait,
    /// The top-level site takes what WSUS has into its database.
    Database,
    /// The WSUS of a further software update point of the site copies the first one.
    Replica,
}

impl Extent {
    /// The word for it: `delta`, `full`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delta => "delta",
            Self::Full => "full",
        }
    }
}

impl Trigger {
    /// The word for it: `schedule`, `request` …
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
    /// The word for it: `wsus`, `database` …
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

/// A phase that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    #[serde(rename = "p")]
    pub(crate) phase: Phase,
    #[serde(rename = "e")]
    pub(crate) ended: Moment,
    /// The server, where it is not the one the attempt is about.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<Arc<str>>,
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<Failure>,
}

/// Housekeeping that follows a synchronisation ("Software updates maintenance").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box in the console")]
pub(crate) struct Maintenance {
    #[serde(rename = "d")]
    pub(crate) decline_expired: bool,
    #[serde(rename = "i")]
    pub(crate) add_indexes: bool,
    #[serde(rename = "o")]
    pub(crate) remove_obsolete: bool,
    /// Whether the database cannot be reached for indexes and removal.
    #[serde(rename = "f")]
    pub(crate) fails: bool,
    /// Whether the signing certificate of third-party updates is looked after.
    #[serde(rename = "c")]
    pub(crate) certificate: bool,
}

/// An attempt, over or under way. Its names are short where they are kept: there are many.
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
    /// Whom its WSUS synchronises with.
    #[serde(rename = "s")]
    pub(crate) source: Arc<str>,
    /// The server that goes out in its stead, where several share a database.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub(crate) front_end: Option<Arc<str>>,
    #[serde(rename = "p")]
    pub(crate) steps: Vec<Step>,
    /// The version of the catalogue it brought.
    #[serde(rename = "v")]
    pub(crate) version: u64,
    /// Whether nothing was subscribed, at the top-level site.
    #[serde(rename = "u", default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unsubscribed: bool,
    /// What is done in WSUS after it, at the top-level site.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub(crate) maintenance: Option<Maintenance>,
    /// How many updates came, at the top-level site.
    #[serde(rename = "n", default, skip_serializing_if = "is_zero")]
    pub(crate) added: u64,
    /// How many updates expired since the last one, at the top-level site.
    #[serde(rename = "d", default, skip_serializing_if = "is_zero")]
    pub(crate) expired: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Attempt {
    /// What went wrong first.
    pub(crate) fn failure(&self) -> Option<Failure> {
        self.steps.iter().find_map(|step| step.failure)
    }

    /// When its last phase so far ended.
    pub(crate) fn last_ended(&self) -> Moment {
        self.steps.last().map_or(self.began, |step| step.ended)
    }
}

/// Keeps one more attempt, and forgets the oldest.
pub(crate) fn remember(attempts: &mut VecDeque<Attempt>, attempt: Attempt) {
    while attempts.len() >= REMEMBERED {
        attempts.pop_front();
    }
    attempts.push_back(attempt);
}
