use serde::{Deserialize, Serialize};

use super::moment::Moment;
use super::subscription::Subscription;

/// Metadata that was brought in by hand, for a hierarchy that synchronises with nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Import {
    /// Updates up to then are in it.
    pub(crate) as_of: Moment,
    /// What its numbers were drawn with.
    pub(crate) seed: u64,
    /// What it holds.
    pub(crate) subscription: Subscription,
}

impl Import {
    pub(crate) const KEY: &'static str = "";
}
