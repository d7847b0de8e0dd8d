use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::change::Change;
use crate::model::{Identity, ObjectId};

/// What was changed through one [`crate::Hierarchy`] value: it does not refuse further changes through it.
#[derive(Debug, Default)]
pub(super) struct OwnChanges {
    revisions: Mutex<BTreeSet<u64>>,
    /// Objects that already existed when they were to be created.
    adopted: Mutex<HashSet<Identity>>,
}

impl OwnChanges {
    pub(super) fn insert(&self, revision: u64) {
        lock(&self.revisions).insert(revision);
    }

    pub(super) fn remove(&self, revision: u64) {
        lock(&self.revisions).remove(&revision);
    }

    pub(super) fn contains(&self, revision: u64) -> bool {
        lock(&self.revisions).contains(&revision)
    }

    pub(super) fn is_empty(&self) -> bool {
        lock(&self.revisions).is_empty()
    }

    /// Records an object that already existed.
    pub(super) fn adopt(&self, id: &ObjectId) {
        lock(&self.adopted).insert(id.identity());
    }

    /// Whether an object to be removed was adopted before: the run renames it, and its creation under the new name came
    /// first.
    pub(super) fn has_adopted(&self, change: &Change) -> bool {
        matches!(change, Change::Delete(id) if lock(&self.adopted).contains(&id.identity()))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
