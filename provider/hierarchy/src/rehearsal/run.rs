use std::collections::{BTreeSet, HashSet};

use super::planned::{Planned, Tally};
use crate::model::{Identity, Kind, ObjectId};

/// The planned changes of a run.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) planned: Planned,
    /// Objects that stay as stored.
    pub(super) kept: HashSet<Identity>,
    pub(super) removed: HashSet<Identity>,
    /// The number of stored objects that were planned for removal so far.
    pub(super) removals: Tally,
    /// The removed objects that are created again, maybe under another id.
    pub(super) replaced: HashSet<Identity>,
    /// Kinds with a planned object whose id is unknown.
    pub(super) kinds_with_unknown_id: BTreeSet<Kind>,
    /// Objects that other processes of the same run plan to create.
    pub(super) elsewhere: BTreeSet<Identity>,
    /// Sites and first software update points among them.
    pub(super) known_elsewhere: Planned,
}

impl Run {
    /// Whether it removes an object and does not create it again.
    pub(super) fn is_removed(&self, id: &ObjectId) -> bool {
        let id = id.identity();
        self.removed.contains(&id) && !self.replaced.contains(&id)
    }

    /// Whether an object that is not found may still be planned.
    pub(super) fn may_be_elsewhere(&self, id: &Identity) -> bool {
        self.kinds_with_unknown_id.contains(&id.0) || self.elsewhere.contains(id)
    }

    /// Whether a lookup may miss a planned object.
    pub(super) fn may_miss(&self, kind: Kind) -> bool {
        self.kinds_with_unknown_id.contains(&kind)
            || self.planned.may_miss(kind)
            || self.unknown_elsewhere(kind).next().is_some()
    }

    /// The objects of a kind of which only the ids are known, because another process plans to create them.
    fn unknown_elsewhere(&self, kind: Kind) -> impl Iterator<Item = &Identity> {
        let of_kind = self.elsewhere.range((kind, String::new())..).take_while(move |(other, _)| *other == kind);
        of_kind.filter(|id| !self.known_elsewhere.contains(id))
    }
}
