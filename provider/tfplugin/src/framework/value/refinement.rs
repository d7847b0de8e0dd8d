//! Facts about an unknown value.

use super::{Number, ValueError};

/// Facts about a value that is not known yet. Terraform sends them from expressions such as `"pre-${unknown}"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Refinement {
    /// It will not be null.
    pub not_null: bool,
    /// A string will start with this.
    pub prefix: Option<String>,
    /// A number is at least this; `true` where the bound itself is allowed.
    pub lower_bound: Option<(Number, bool)>,
    /// A number is at most this; `true` where the bound itself is allowed.
    pub upper_bound: Option<(Number, bool)>,
    /// A collection has at least this many elements.
    pub min_length: Option<u64>,
    /// A collection has at most this many elements.
    pub max_length: Option<u64>,
}

/// The keys of the refinement map on the wire.
pub(super) mod key {
    pub(in super::super) const NOT_NULL: u64 = 1;
    pub(in super::super) const PREFIX: u64 = 2;
    pub(in super::super) const LOWER_BOUND: u64 = 3;
    pub(in super::super) const UPPER_BOUND: u64 = 4;
    pub(in super::super) const MIN_LENGTH: u64 = 5;
    pub(in super::super) const MAX_LENGTH: u64 = 6;
}

impl Refinement {
    /// `None` if there are no facts: an empty refinement must not be sent.
    pub(super) fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

impl From<rmp::encode::ValueWriteError> for ValueError {
    fn from(error: rmp::encode::ValueWriteError) -> Self {
        Self::new(format!("cannot be encoded: {error}"))
    }
}
