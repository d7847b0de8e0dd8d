use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::moment::Moment;
use super::subscription::Subscription;

/// The seed of numbers, unless metadata of another hierarchy is imported.
pub(crate) const SEED: u64 = 2026;

/// The content of a version of the update catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// It contains updates up to this time; `None` if nothing was ever imported.
    pub(crate) as_of: Option<Moment>,
    pub(crate) seed: u64,
    pub(crate) subscription: Arc<Subscription>,
}
