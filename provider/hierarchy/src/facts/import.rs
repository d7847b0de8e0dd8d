use serde::{Deserialize, Serialize};

use super::moment::Moment;
use super::subscription::Subscription;

/// Manually imported metadata, for a hierarchy without a synchronization source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Import {
    /// It contains updates up to this time.
    pub(crate) as_of: Moment,
    /// The seed of its numbers.
    pub(crate) seed: u64,
    /// Its products and classifications.
    pub(crate) subscription: Subscription,
}

impl Import {
    pub(crate) const KEY: &'static str = "";
}
