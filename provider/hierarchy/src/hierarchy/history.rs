use std::fmt;

use super::Hierarchy;
use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::ObjectId;
use crate::store::{Snapshot, StoreError, View};

/// The changes of a hierarchy, as of one moment.
#[derive(Clone, Copy)]
pub struct History<'a>(&'a dyn Snapshot);

impl History<'_> {
    /// The changes of one object, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn of(&self, object: &ObjectId) -> Result<Vec<HistoryEntry>, StoreError> {
        self.matching(&HistoryFilter::of(object))
    }

    /// The changes that match a filter, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn matching(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        self.0.history(filter)
    }
}

impl fmt::Debug for History<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("History").finish_non_exhaustive()
    }
}

impl Hierarchy {
    /// The changes that match a filter, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        self.store.snapshot()?.history(filter)
    }

    /// Reads one consistent snapshot with its history, regardless of concurrent writes.
    ///
    /// `read` must use the given view and history; it cannot call this hierarchy.
    ///
    /// # Errors
    /// If the store cannot be read, and any error of `read`.
    pub fn read_with_history<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&dyn View, History<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let snapshot = self.store.snapshot()?;
        read(&*snapshot, History(&*snapshot))
    }
}
