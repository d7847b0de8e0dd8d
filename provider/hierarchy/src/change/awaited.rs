use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::ObjectId;

/// What the rest of a run changes. A rule does not warn of what it finds only until then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Awaited {
    /// The change is a run of its own.
    #[default]
    Nothing,
    /// These objects, as far as they are not changed yet. Their keys are those of [`ObjectId::key`].
    These(Arc<BTreeSet<ObjectId>>),
    /// The change is part of a run, and nothing is known of the rest of it.
    Unknown,
}

impl Awaited {
    /// Whether the run may change this object. Of an unknown run, every object that exists may be part.
    pub(crate) fn may_include(&self, id: &ObjectId, exists: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::These(ids) => ids.contains(&ObjectId::new(id.kind, id.key())),
            Self::Unknown => exists,
        }
    }

    /// Whether an object of the run is known to change, so that not even an error about it counts before.
    pub(crate) fn is_certain(&self) -> bool {
        matches!(self, Self::These(_))
    }
}
