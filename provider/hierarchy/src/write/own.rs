use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::store::{StoreError, Transaction};

/// What was changed through one [`crate::Hierarchy`] value: it does not refuse further changes through it.
#[derive(Debug, Default)]
pub(super) struct OwnChanges {
    revisions: Mutex<BTreeSet<u64>>,
}

impl OwnChanges {
    /// Commits a revision. It is recorded as made through this value before others can read it.
    pub(super) fn commit(&self, revision: u64, transaction: Box<dyn Transaction + '_>) -> Result<(), StoreError> {
        self.revisions().insert(revision);
        let committed = transaction.commit();
        if committed.is_err() {
            self.revisions().remove(&revision);
        }
        committed
    }

    pub(super) fn contains(&self, revision: u64) -> bool {
        self.revisions().contains(&revision)
    }

    fn revisions(&self) -> MutexGuard<'_, BTreeSet<u64>> {
        self.revisions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
