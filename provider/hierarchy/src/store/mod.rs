//! Storage of a hierarchy. Only this module uses SQL.

mod access;
mod content;
mod error;
mod fact;
mod history_row;
mod keys;
mod location;
mod owner_row;
mod postgres;
mod sqlite;
mod view;

use std::fmt::Debug;
use std::time::Duration;

pub use access::{DatabaseAccess, Standby};
pub(crate) use content::Content;
pub use error::StoreError;
pub use fact::FactKind;
pub(crate) use keys::Keys;
pub use location::{Location, LocationError};
pub(crate) use postgres::Postgres;
pub use postgres::url::{DatabaseUrl, UrlError};
pub use postgres::{DatabaseError, DatabaseProblem};
pub(crate) use sqlite::{Sqlite, WhenMissing, move_away};
pub use view::{Lookup, Owned, View};

use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Object, ObjectId, Owner, Stored};

/// Opens the store of a location.
pub(crate) fn open(location: Location, when_missing: WhenMissing) -> Result<Box<dyn Store>, StoreError> {
    Ok(match location {
        Location::File(path) => Box::new(Sqlite::open(&path, when_missing)?),
        Location::Database(url) => Box::new(Postgres::open(*url, when_missing)?),
    })
}

/// The statements that remove everything. Readers keep what they see.
const CLEAR: [&str; 5] =
    ["DELETE FROM object", "DELETE FROM owner", "DELETE FROM retired_site", "DELETE FROM fact", "DELETE FROM history"];

/// Stores a hierarchy for many threads and processes at once.
pub(crate) trait Store: Debug + Send + Sync {
    /// A consistent state, regardless of concurrent writes.
    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, StoreError>;

    /// Begins the only write transaction. Dropping it without a commit writes nothing. Waits for other writers at most
    /// `lock_timeout`.
    fn begin(&self, lock_timeout: Duration) -> Result<Box<dyn Transaction + '_>, StoreError>;

    /// How long a writer waits for others where nothing else is said.
    fn lock_timeout(&self) -> Duration;

    /// Who this process is to a database, and who else is there; `None` for a store that is no database.
    fn access(&self) -> Result<Option<DatabaseAccess>, StoreError> {
        Ok(None)
    }

    /// How far this server is behind, if it is a standby; `None` for a store that is no database.
    fn standby(&self) -> Result<Option<Standby>, StoreError> {
        Ok(None)
    }

    /// What is wrong with the store below its content, a sentence each.
    fn integrity(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

/// Everything in a store, as of one moment.
pub(crate) trait Snapshot: View {
    /// The highest revision of a change, in this hierarchy or one that a restored backup replaced; 0 before the first.
    fn revision(&self) -> Result<u64, StoreError>;

    /// The entries that match a filter, oldest first.
    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError>;

    /// The owners of all objects, by the object's kind and key and by mark.
    fn all_owners(&self) -> Result<Vec<(ObjectId, Owner)>, StoreError>;

    /// The site codes for which [`View::is_retired`], in lower case and in order.
    fn retired_site_codes(&self) -> Result<Vec<String>, StoreError>;
}

/// A state that can be changed; it reads its own changes.
pub(crate) trait Transaction: Snapshot {
    /// Adds the object or replaces it.
    fn put(&mut self, stored: &Stored<Object>) -> Result<(), StoreError>;

    /// Removes the object and its owners.
    fn remove(&mut self, id: &ObjectId) -> Result<(), StoreError>;

    /// Stores the owners of an object, in place of the former ones. It creates no revision, because it changes nothing in
    /// the hierarchy.
    fn set_owners(&mut self, id: &ObjectId, owners: &[Owner]) -> Result<(), StoreError>;

    /// Adds to the history. A database notes its own user.
    fn record(&mut self, entry: &HistoryEntry) -> Result<(), StoreError>;

    /// Adds an entry of another store to the history, with the database user it has.
    fn carry_over(&mut self, entry: &HistoryEntry) -> Result<(), StoreError>;

    /// Marks a site code as not reusable (V04).
    fn retire_site_code(&mut self, site_code: &str) -> Result<(), StoreError>;

    /// Makes all site codes reusable: the next site begins a new hierarchy.
    fn clear_retired_site_codes(&mut self) -> Result<(), StoreError>;

    /// Stores a fact of the simulation, in place of the former one. It creates no revision, because it is not
    /// configuration.
    fn put_fact(&mut self, kind: FactKind, key: &str, body: &str) -> Result<(), StoreError>;

    /// Removes a fact of the simulation.
    fn remove_fact(&mut self, kind: FactKind, key: &str) -> Result<(), StoreError>;

    /// Removes everything.
    fn clear(&mut self) -> Result<(), StoreError>;

    /// Writes all changes permanently.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
