mod as_found;
mod catalog;
mod clock;
mod faults;
mod history;
mod initial_sync;
mod installation;
mod intention;
mod log;
mod messages;
mod metadata;
mod ownership;
mod status;
mod synchronization;
mod verification;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::change::{Applied, ApplyError, Change, Conditions};
use crate::clock::Clock;
use crate::facts::ClockState;
use crate::history::Author;
use crate::judgement::Finding;
use crate::model::{Account, Object, ObjectId, Stored};
use crate::rules::{self, Circumstances};
use crate::store::{self, Location, Lookup, Store, StoreError, Transaction, View, WhenMissing};
use crate::write::Writer;
pub use history::History;

/// A hierarchy of sites, in a store that many threads and processes may use at once.
pub struct Hierarchy {
    store: Box<dyn Store>,
    clock: Arc<dyn Clock>,
    writer: Writer,
    when_waiting: WhenWaiting,
}

/// Told the name of the program for which a change has waited a while.
type WhenWaiting = Box<dyn Fn(&str) + Send + Sync>;

/// How long a change waits for another one before it says so.
const SILENT_WAIT: Duration = Duration::from_secs(2);

impl fmt::Debug for Hierarchy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hierarchy").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Hierarchy {
    /// Opens the hierarchy of a location, which is created on first use: a file with its folders, or a schema of an existing
    /// database.
    ///
    /// # Errors
    /// If it is not a hierarchy, or cannot be opened.
    pub fn open(location: impl Into<Location>, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        Ok(Self::in_store(store::open(location.into(), WhenMissing::Create)?, clock))
    }

    /// Opens the hierarchy of a location, which must exist.
    ///
    /// # Errors
    /// As [`Hierarchy::open`], and one for which [`StoreError::is_missing`].
    pub fn open_existing(location: impl Into<Location>, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        Ok(Self::in_store(store::open(location.into(), WhenMissing::Fail)?, clock))
    }

    /// Opens the hierarchy of a location; `None` if there is none. It is not created.
    ///
    /// # Errors
    /// As [`Hierarchy::open`]. A path that cannot be read is an error, not an absent file.
    pub fn open_if_present(location: impl Into<Location>, clock: Arc<dyn Clock>) -> Result<Option<Self>, StoreError> {
        match Self::open_existing(location, clock) {
            Err(error) if error.is_missing() => Ok(None),
            opened => opened.map(Some),
        }
    }

    #[cfg(test)]
    pub(crate) fn on(store: impl Store + 'static, clock: Arc<dyn Clock>) -> Self {
        Self::in_store(Box::new(store), clock)
    }

    fn in_store(store: Box<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, writer: Writer::default(), when_waiting: Box::new(|_| ()) }
    }

    /// Lets `told` know the program that makes a change, once another change has waited for it for two seconds.
    #[must_use]
    pub fn when_waiting(mut self, told: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.when_waiting = Box::new(told);
        self
    }

    /// The hierarchy time, as of a view of it.
    fn time_in(&self, view: &dyn View) -> Result<Timestamp, StoreError> {
        Ok(self.clock_in(view)?.1)
    }

    /// The hierarchy clock as of a view, and the hierarchy time.
    fn clock_in(&self, view: &dyn View) -> Result<(ClockState, Timestamp), StoreError> {
        ClockState::at(view, self.machine_time())
    }

    /// The machine's time.
    fn machine_time(&self) -> Timestamp {
        self.clock.now()
    }

    /// Begins a write transaction.
    pub(crate) fn begin(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.begin_within(self.store.lock_timeout())
    }

    /// Begins a write transaction for a change with conditions.
    fn begin_for(&self, conditions: &Conditions) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.begin_within(conditions.lock_timeout.unwrap_or_else(|| self.store.lock_timeout()))
    }

    /// Begins a write transaction, and tells for whom it waits.
    fn begin_within(&self, lock_timeout: Duration) -> Result<Box<dyn Transaction + '_>, StoreError> {
        match self.store.begin(lock_timeout.min(SILENT_WAIT)) {
            Err(error) if lock_timeout > SILENT_WAIT => {
                let Some(holder) = error.holder() else { return Err(error) };
                (self.when_waiting)(holder);
                self.store.begin(lock_timeout - SILENT_WAIT).map_err(|error| error.having_waited(lock_timeout))
            }
            begun => begun,
        }
    }

    /// Whether it has no objects: neither a site nor an account.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        self.read(|view| Ok(view.top_level_site()?.is_none() && view.all::<Account>(Lookup::All)?.is_empty()))
    }

    /// An object by its id.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        self.read(|view| view.get(id))
    }

    /// Makes one change: rules, object, consequences and history in one transaction. When it returns, the change is on
    /// disk. If it fails, nothing has changed.
    ///
    /// # Errors
    /// If a rule refuses it, or the store cannot be written.
    pub fn apply(&self, change: Change, author: &Author) -> Result<Applied, ApplyError> {
        self.apply_if(Conditions::default(), change, author)
    }

    /// Like [`Hierarchy::apply`], with conditions.
    ///
    /// # Errors
    /// As [`Hierarchy::apply`], and [`ApplyError::Stale`].
    pub fn apply_if(&self, conditions: Conditions, change: Change, author: &Author) -> Result<Applied, ApplyError> {
        let transaction = self.begin_for(&conditions)?;
        self.writer.refuse_if_changed(&conditions, &change, author, &*transaction)?;
        self.write(transaction, &change, &conditions, author, |_| Ok(()))
    }

    /// Makes the change that `decide` derives from the current state, in one transaction, so that no concurrent change
    /// is lost. `None` if it decides on no change.
    ///
    /// `decide` must use the given view; it cannot call this hierarchy.
    ///
    /// # Errors
    /// As [`Hierarchy::apply`], and any error of `decide`.
    pub fn revise<E: From<ApplyError>>(
        &self,
        author: &Author,
        decide: impl FnOnce(&dyn View) -> Result<Option<Change>, E>,
    ) -> Result<Option<Applied>, E> {
        let transaction = self.begin().map_err(ApplyError::from)?;
        let change = decide(&*transaction)?;
        let write = |change| self.write(transaction, &change, &Conditions::default(), author, |_| Ok(()));
        Ok(change.map(write).transpose()?)
    }

    /// Writes a change; `conclude` runs last in its transaction.
    fn write(
        &self,
        transaction: Box<dyn Transaction + '_>,
        change: &Change,
        conditions: &Conditions,
        author: &Author,
        conclude: impl FnOnce(&mut dyn Transaction) -> Result<(), StoreError>,
    ) -> Result<Applied, ApplyError> {
        let now = self.time_in(&*transaction)?;
        self.writer.write(transaction, change, conditions, author, now, conclude)
    }

    /// Whether anything was changed through this value.
    #[must_use]
    pub fn has_written(&self) -> bool {
        self.writer.has_written()
    }

    /// The findings of the rules about a change, without making it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn check(&self, change: &Change) -> Result<Vec<Finding>, StoreError> {
        self.read(|view| {
            let circumstances = Circumstances { now: self.time_in(view)?, ..Circumstances::default() };
            rules::check(change, &BTreeSet::new(), view, &circumstances)
        })
    }

    /// Reads one consistent snapshot, regardless of concurrent writes.
    ///
    /// `read` must use the given view; it cannot call this hierarchy.
    ///
    /// # Errors
    /// If the store cannot be read, and any error of `read`.
    pub fn read<T>(&self, read: impl FnOnce(&dyn View) -> Result<T, StoreError>) -> Result<T, StoreError> {
        read(&*self.store.snapshot()?)
    }
}
