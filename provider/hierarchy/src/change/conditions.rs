use std::time::Duration;

use super::RestOfRun;
use crate::judgement::Order;
use crate::model::{Manager, ObjectId};

/// The conditions of a change. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// How long to wait for other writers. `None`: the default of the store.
    pub lock_timeout: Option<Duration>,
    /// The revision of the object when the change was planned. Changes made by others since then refuse the change
    /// (V126); changes made through the same [`crate::Hierarchy`] value do not.
    pub expected_revision: Option<u64>,
    /// How installation-order mistakes are handled.
    pub order: Order,
    /// The other half of a replacement ([`crate::rules::Circumstances::counterpart`]).
    pub counterpart: Option<ObjectId>,
    /// The managed instance that makes the change. `None` for a change at the console, which takes no ownership and
    /// is not bound by it.
    pub manager: Option<Manager>,
    /// What the rest of the run changes.
    pub rest_of_run: RestOfRun,
}
