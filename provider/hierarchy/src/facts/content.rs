use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::moment::Moment;
use super::subscription::Subscription;

/// What numbers are drawn with, unless metadata of another hierarchy is imported.
pub(crate) const SEED: u64 = 2026;

/// What a version of the update catalogue holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// Updates up to then are in it; none where nothing was ever imported.
    pub(crate) as_of: Option<Moment>,
    pub(crate) seed: u64,
    pub(crate) subscription: Arc<Subscription>,
}
