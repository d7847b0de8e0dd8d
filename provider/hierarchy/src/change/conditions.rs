use std::time::Duration;

use crate::judgement::Order;
use crate::model::ObjectId;

/// On what conditions a change is made. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// How long to wait for others that write; without one, as long as is usual for the store.
    pub patience: Option<Duration>,
    /// The object's revision when the change was decided on. What others did to it since speaks against the change (V126);
    /// what was done through the same [`crate::Hierarchy`] value does not.
    pub seen: Option<u64>,
    /// How an order is taken that the product does not enforce.
    pub order: Order,
    /// The other half of a replacement ([`crate::rules::circumstances::Circumstances::counterpart`]).
    pub counterpart: Option<ObjectId>,
}
