use jiff::Timestamp;

use crate::judgement::Order;
use crate::model::{ObjectId, key};

/// What a change is judged under, beside the hierarchy it is made in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// When.
    pub now: Timestamp,
    /// How an order is taken that the product does not enforce.
    pub order: Order,
    /// The other half of a replacement: what is created in place of the object that goes, or goes in favour of the one that
    /// is created.
    pub counterpart: Option<ObjectId>,
}

impl Circumstances {
    /// Whether an object is the other half of a replacement.
    pub(crate) fn is_counterpart(&self, id: &str) -> bool {
        self.counterpart.as_ref().is_some_and(|other| other.key() == key(id))
    }
}
