//! Where a hierarchy is kept. Only this module knows SQL.

mod error;
mod fact;
mod keys;
mod sqlite;
mod view;

use std::fmt::Debug;
use std::time::Duration;

pub use error::StoreError;
pub use fact::FactKind;
pub(crate) use keys::Keys;
pub(crate) use sqlite::{Sqlite, WhenMissing};
pub use view::{Lookup, View};

use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Object, ObjectId, Stored};

/// What keeps a hierarchy, for many threads and processes at once.
pub(crate) trait Store: Debug + Send + Sync {
    /// One consistent state, whatever others write meanwhile.
    fn snapshot(&self) -> Result<Box<dyn View + '_>, StoreError>;

    /// The right to write, which one holder has at a time. Dropped without a commit, nothing was written. It is waited
    /// for as long as `patience`, or as is usual for the store.
    fn begin(&self, patience: Option<Duration>) -> Result<Box<dyn Transaction + '_>, StoreError>;

    /// The entries a filter lets through, oldest first.
    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError>;
}

/// A state one can change; seen from inside, changes made so far are there.
pub(crate) trait Transaction: View {
    /// The revision the last committed change made; 0 before the first.
    fn revision(&self) -> Result<u64, StoreError>;

    /// The entries a filter lets through, oldest first.
    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError>;

    /// Adds the object or replaces it.
    fn put(&mut self, stored: &Stored<Object>) -> Result<(), StoreError>;

    /// Removes the object.
    fn remove(&mut self, id: &ObjectId) -> Result<(), StoreError>;

    /// Adds to the history.
    fn record(&mut self, entry: &HistoryEntry) -> Result<(), StoreError>;

    /// Bars a site code from being used again (V04).
    fn retire(&mut self, site_code: &str) -> Result<(), StoreError>;

    /// Lifts all such bars: what comes next is another hierarchy.
    fn forget_retired(&mut self) -> Result<(), StoreError>;

    /// Keeps a fact of the simulation, in place of the one before. It makes no revision: it is not what a user configures.
    fn keep_fact(&mut self, kind: FactKind, key: &str, body: &str) -> Result<(), StoreError>;

    /// Drops a fact of the simulation.
    fn drop_fact(&mut self, kind: FactKind, key: &str) -> Result<(), StoreError>;

    /// Makes all of it last.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
