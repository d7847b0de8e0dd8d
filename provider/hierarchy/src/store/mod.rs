//! Storage of a hierarchy. Only this module uses SQL.

mod error;
mod fact;
mod keys;
mod sqlite;
mod view;

use std::fmt::Debug;
use std::path::Path;
use std::time::Duration;

pub use error::StoreError;
pub use fact::FactKind;
pub(crate) use keys::Keys;
pub(crate) use sqlite::{Sqlite, WhenMissing, move_away};
pub use view::{Lookup, View};

use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Object, ObjectId, Owner, Stored};

/// Reads the objects, and the whole history if that can be read.
pub(crate) type ReadWithHistory<'a> =
    dyn FnMut(&dyn View, Result<Vec<HistoryEntry>, StoreError>) -> Result<(), StoreError> + 'a;

/// Stores a hierarchy for many threads and processes at once.
pub(crate) trait Store: Debug + Send + Sync {
    /// A consistent state, regardless of concurrent writes.
    fn snapshot(&self) -> Result<Box<dyn View + '_>, StoreError>;

    /// Begins the only write transaction. Dropping it without a commit writes nothing. Waits for other writers at most
    /// `patience`, or the default of the store.
    fn begin(&self, lock_timeout: Option<Duration>) -> Result<Box<dyn Transaction + '_>, StoreError>;

    /// The entries that match a filter, oldest first.
    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError>;

    /// Reads the objects and the whole history as of one moment.
    fn with_history(&self, read: &mut ReadWithHistory<'_>) -> Result<(), StoreError> {
        let transaction = self.begin(None)?;
        let history = transaction.history(&HistoryFilter::default());
        read(&*transaction, history)
    }

    /// Writes everything, as of one moment, into an existing empty file, as an SQLite database.
    fn copy_into(&self, file: &Path) -> Result<(), StoreError>;

    /// What is wrong with the store below its content, a sentence each.
    fn integrity(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

/// A state that can be changed; it reads its own changes.
pub(crate) trait Transaction: View {
    /// The highest revision of a committed change, in this hierarchy or one that a restored backup replaced; 0 before the
    /// first.
    fn revision(&self) -> Result<u64, StoreError>;

    /// The entries that match a filter, oldest first.
    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError>;

    /// Adds the object or replaces it.
    fn put(&mut self, stored: &Stored<Object>) -> Result<(), StoreError>;

    /// Removes the object and its owners.
    fn remove(&mut self, id: &ObjectId) -> Result<(), StoreError>;

    /// Stores the owners of an object, in place of the former ones. It creates no revision, because it changes nothing in
    /// the hierarchy.
    fn set_owners(&mut self, id: &ObjectId, owners: &[Owner]) -> Result<(), StoreError>;

    /// Adds to the history.
    fn record(&mut self, entry: &HistoryEntry) -> Result<(), StoreError>;

    /// Marks a site code as not reusable (V04).
    fn retire_site_code(&mut self, site_code: &str) -> Result<(), StoreError>;

    /// Makes all site codes reusable: the next site begins a new hierarchy.
    fn clear_retired_site_codes(&mut self) -> Result<(), StoreError>;

    /// Stores a fact of the simulation, in place of the former one. It creates no revision, because it is not
    /// configuration.
    fn put_fact(&mut self, kind: FactKind, key: &str, body: &str) -> Result<(), StoreError>;

    /// Removes a fact of the simulation.
    fn remove_fact(&mut self, kind: FactKind, key: &str) -> Result<(), StoreError>;

    /// Writes all changes permanently.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
