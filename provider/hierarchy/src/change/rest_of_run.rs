use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Object, ObjectId};

/// What else a run changes, as far as it is known when one of its changes is made. Its rules were judged when it was planned.
///
/// - A rule does not warn of what it finds only until the rest of the run is made.
/// - Terraform removes an object before it changes the objects that used it. So a removal in a run is accepted while other
///   objects still use the removed one: the removal is completed with the change of the last of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RestOfRun {
    /// The change is a run of its own.
    #[default]
    Nothing,
    /// The change is part of a run, and nothing is known of the rest of it: the process that applies a saved plan does not know
    /// the plan.
    Unknown,
    /// Sets of objects, whose keys are those of [`ObjectId::key`].
    Known {
        /// What the run writes or removes.
        changed: Arc<BTreeSet<ObjectId>>,
        /// What it removes.
        removed: Arc<BTreeSet<ObjectId>>,
        /// What it writes, where every attribute was known.
        written: Arc<BTreeMap<ObjectId, Object>>,
    },
}

impl RestOfRun {
    /// Whether the run may change this object. Of an unknown run, every object that exists may be part.
    pub(crate) fn may_change(&self, id: &ObjectId, exists: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::Unknown => exists,
            Self::Known { changed, .. } => changed.contains(&ObjectId::new(id.kind, id.key())),
        }
    }

    /// Whether it is known to write or remove the object.
    pub(crate) fn is_known_to_change(&self, id: &ObjectId) -> bool {
        self.is_certain() && self.may_change(id, false)
    }

    /// Whether it is known to remove the object.
    pub(crate) fn removes(&self, id: &ObjectId) -> bool {
        match self {
            Self::Nothing | Self::Unknown => false,
            Self::Known { removed, .. } => removed.contains(&ObjectId::new(id.kind, id.key())),
        }
    }

    /// The object as the run writes it, if that is known.
    pub(crate) fn written(&self, id: &ObjectId) -> Option<&Object> {
        match self {
            Self::Nothing | Self::Unknown => None,
            Self::Known { written, .. } => written.get(&ObjectId::new(id.kind, id.key())),
        }
    }

    /// Whether an object that it may change is known to change, so that not even an error about it counts before.
    pub(crate) fn is_certain(&self) -> bool {
        matches!(self, Self::Known { .. })
    }

    /// Whether nothing is known of the rest of the run, as with a saved plan.
    pub(crate) fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }

    /// Whether a change is made alone.
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}
