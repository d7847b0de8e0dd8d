use std::path::Path;
use std::sync::Arc;

use crate::change::{Applied, ApplyError, Author, Change};
use crate::clock::Clock;
use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Object, ObjectId, Stored};
use crate::rules::Finding;
use crate::store::{StoreError, View};

/// A hierarchy of sites, kept in a store that many threads and processes may use at once.
#[derive(Debug)]
pub struct Hierarchy {
    _clock: Arc<dyn Clock>,
}

impl Hierarchy {
    /// Opens the hierarchy in a file, which is created with its folders on first use.
    ///
    /// # Errors
    /// When the file is not a hierarchy's, or the machine does not let us.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let _ = clock;
        Err(StoreError::Missing { path: path.to_owned() })
    }

    /// Opens the hierarchy in a file that must be there.
    ///
    /// # Errors
    /// As [`Hierarchy::open`], and [`StoreError::Missing`].
    pub fn open_existing(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        Self::open(path, clock)
    }

    /// An object by its id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        self.read(|view| view.get(id))
    }

    /// Makes one change: rules, object, what comes and goes with it, and history in one transaction.
    ///
    /// # Errors
    /// When a rule refuses it, or the store cannot be written. Nothing has changed then.
    pub fn apply(&self, change: Change, author: &Author) -> Result<Applied, ApplyError> {
        let _ = (change, author);
        Err(ApplyError::Refused(Vec::new()))
    }

    /// What the rules say to a change, which is not made.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn check(&self, change: &Change) -> Result<Vec<Finding>, StoreError> {
        self.read(|view| crate::rules::check(change, &std::collections::BTreeSet::new(), view))
    }

    /// Reads one consistent snapshot.
    ///
    /// # Errors
    /// When the store cannot be read, and whatever `read` returns.
    pub fn read<T>(&self, read: impl FnOnce(&dyn View) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let _ = read;
        Err(StoreError::Missing { path: "".into() })
    }

    /// The changes a filter lets through, newest last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        let _ = filter;
        Ok(Vec::new())
    }
}
