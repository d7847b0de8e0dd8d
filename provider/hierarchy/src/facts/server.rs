use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::moment::Moment;

/// What the facts of servers mean for a software update point, as of the last change of the hierarchy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct ServerFacts {
    /// Why its WSUS cannot be configured.
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    pub(crate) obstacle: Option<Failure>,
    /// Whether it cannot reach Microsoft Update, neither directly nor through its proxy.
    #[serde(rename = "o", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_offline: bool,
    /// Whether its proxy has an account.
    #[serde(rename = "a", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) has_proxy_account: bool,
    /// Whether it shares the database of the first software update point of its site.
    #[serde(rename = "s", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) shares_with_first: bool,
    /// How automatic deployment rules of its site download.
    #[serde(rename = "d", skip_serializing_if = "Downloads::is_default")]
    pub(crate) downloads: Downloads,
    /// Whether the site server cannot reach its database for maintenance (V118).
    #[serde(rename = "m", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_database_out_of_reach: bool,
}

/// How the automatic deployment rules of a site reach the internet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Downloads {
    /// Directly, as Local System of the site server.
    #[default]
    Direct,
    /// Through the proxy of the first software update point, without an account.
    Anonymous,
    /// Through that proxy, with its account.
    WithAccount,
    /// Not at all.
    Nowhere,
}

impl Downloads {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires it")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How many changes of what keeps a WSUS from being configured are remembered.
const MAX_CHANGES: usize = 12;

/// What kept a WSUS from being configured, and when this changed. Empty if nothing ever did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Obstacles(VecDeque<(Moment, Option<Failure>)>);

impl Obstacles {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What kept it from being configured at a moment.
    pub(crate) fn at(&self, at: Moment) -> Option<Failure> {
        self.0.iter().rfind(|(since, _)| *since <= at).and_then(|(_, failure)| *failure)
    }

    /// Notes what keeps it from being configured since a moment. Returns whether this is new.
    pub(crate) fn note(&mut self, failure: Option<Failure>, since: Moment) -> bool {
        if self.0.back().and_then(|(_, failure)| *failure) == failure {
            return false;
        }
        while self.0.len() >= MAX_CHANGES {
            self.0.pop_front();
        }
        self.0.push_back((since, failure));
        true
    }
}
