use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::change::{Applied, ApplyError, Author, Change, Conditions};
use crate::clock::Clock;
use crate::consequences::{self, Retirement};
use crate::history::{Action, HistoryEntry, HistoryFilter};
use crate::judgement::{Finding, Severity};
use crate::model::{Object, ObjectId, Stored};
use crate::rules::{self, Circumstances};
use crate::store::{Sqlite, Store, StoreError, Transaction, View, WhenMissing};
use crate::sync::{self, Moment};

/// A hierarchy of sites, kept in a store that many threads and processes may use at once.
#[derive(Debug)]
pub struct Hierarchy {
    store: Box<dyn Store>,
    clock: Arc<dyn Clock>,
    /// The revisions made through this very value: they are no surprise to whoever goes on through it.
    own: Mutex<BTreeSet<u64>>,
    /// What was there already when it was to be created through this value.
    taken_over: Mutex<HashSet<ObjectId>>,
}

impl Hierarchy {
    /// Opens the hierarchy in a file, which is created with its folders on first use.
    ///
    /// # Errors
    /// When the file is not a hierarchy's, or the machine does not let us.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        Ok(Self::on(Sqlite::open(path, WhenMissing::Create)?, clock))
    }

    /// Opens the hierarchy in a file that must be there.
    ///
    /// # Errors
    /// As [`Hierarchy::open`], and [`StoreError::Missing`].
    pub fn open_existing(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        Ok(Self::on(Sqlite::open(path, WhenMissing::Fail)?, clock))
    }

    pub(crate) fn on(store: impl Store + 'static, clock: Arc<dyn Clock>) -> Self {
        Self { store: Box::new(store), clock, own: Mutex::default(), taken_over: Mutex::default() }
    }

    /// The time in the hierarchy, as a view of it knows it.
    pub(crate) fn time_in(&self, view: &dyn View) -> Result<Timestamp, StoreError> {
        Ok(sync::Timekeeping::of(view)?.now(self.clock.now()))
    }

    /// The machine's time.
    pub(crate) fn machine_time(&self) -> Timestamp {
        self.clock.now()
    }

    /// The right to write.
    pub(crate) fn begin(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.store.begin(None)
    }

    /// The right to write, waited for no longer than that.
    pub(crate) fn begin_within(&self, patience: Option<Duration>) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.store.begin(patience)
    }

    /// An object by its id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        self.read(|view| view.get(id))
    }

    /// Makes one change: rules, object, what comes and goes with it, and history in one transaction. When it returns, the
    /// change is on disk; when it fails, nothing has changed.
    ///
    /// # Errors
    /// When a rule refuses it, or the store cannot be written.
    pub fn apply(&self, change: Change, author: &Author) -> Result<Applied, ApplyError> {
        self.apply_if(Conditions::default(), change, author)
    }

    /// As [`Hierarchy::apply`], on conditions.
    ///
    /// # Errors
    /// As [`Hierarchy::apply`], and [`ApplyError::Stale`].
    pub fn apply_if(&self, conditions: Conditions, change: Change, author: &Author) -> Result<Applied, ApplyError> {
        let transaction = self.store.begin(conditions.patience)?;
        if let Some(seen) = conditions.seen {
            self.refuse_if_changed(seen, &change, &*transaction)?;
        }
        self.write(transaction, change, &conditions, author, |_| Ok(()))
    }

    /// Makes the change that `decide` makes out of what is there, in one transaction: nothing that others write in between
    /// is lost. `None` where it decides on none.
    ///
    /// `decide` must use the view it is given; it cannot ask this hierarchy again.
    ///
    /// # Errors
    /// As [`Hierarchy::apply`], and whatever `decide` returns.
    pub fn revise<E: From<ApplyError>>(
        &self,
        author: &Author,
        decide: impl FnOnce(&dyn View) -> Result<Option<Change>, E>,
    ) -> Result<Option<Applied>, E> {
        let transaction = self.store.begin(None).map_err(ApplyError::from)?;
        let change = decide(&*transaction)?;
        let write = |change| self.write(transaction, change, &Conditions::default(), author, |_| Ok(()));
        Ok(change.map(write).transpose()?)
    }

    /// Writes a change the rules let through; `conclude` is the last thing done in its transaction.
    pub(crate) fn write(
        &self,
        mut transaction: Box<dyn Transaction + '_>,
        change: Change,
        conditions: &Conditions,
        author: &Author,
        conclude: impl FnOnce(&mut dyn Transaction) -> Result<(), StoreError>,
    ) -> Result<Applied, ApplyError> {
        if self.stays(&change) {
            return Ok(Applied { revision: transaction.revision()?, warnings: Vec::new(), taken_over: None });
        }
        if let Some(creation) = self.cut_off_creation(&change, author, &*transaction)? {
            let revision = creation.revision;
            lock(&self.taken_over).insert(identity(&change.id()));
            return Ok(Applied { revision, warnings: Vec::new(), taken_over: Some(creation) });
        }
        let now = self.time_in(&*transaction)?;
        sync::before_change(&mut *transaction, Moment::of(now))?;
        let findings = self.judge(&change, conditions, &*transaction)?;
        let steps = consequences::of(&change, &*transaction)?;
        if steps.is_empty() {
            let revision = match transaction.get(&change.id())? {
                Some(stored) => stored.revision,
                None => transaction.revision()?,
            };
            return Ok(Applied { revision, warnings: findings, taken_over: None });
        }
        let revision = transaction.revision()? + 1;
        match consequences::retirement(&steps, &*transaction)? {
            Retirement::None => {}
            Retirement::Site(site_code) => transaction.retire(&site_code)?,
            Retirement::Forget => transaction.forget_retired()?,
        }
        for step in &steps {
            step.write(revision, &mut *transaction)?;
            transaction.record(&step.entry(revision, now, author))?;
        }
        sync::after_change(&mut *transaction, &steps, Moment::of(now))?;
        conclude(&mut *transaction)?;
        self.commit(revision, transaction)?;
        Ok(Applied { revision, warnings: findings, taken_over: None })
    }

    /// What the rules have to say to a change, short of refusing.
    ///
    /// # Errors
    /// When they refuse it, or the store cannot be read.
    pub(crate) fn judge(
        &self,
        change: &Change,
        conditions: &Conditions,
        view: &dyn View,
    ) -> Result<Vec<Finding>, ApplyError> {
        let (order, counterpart) = (conditions.order, conditions.counterpart.clone());
        let circumstances = Circumstances { now: self.time_in(view)?, order, counterpart };
        let findings = rules::check(change, &BTreeSet::new(), view, &circumstances)?;
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(ApplyError::Refused(findings));
        }
        Ok(findings)
    }

    /// Makes a revision last. It is known as our own before anybody can see it.
    fn commit(&self, revision: u64, transaction: Box<dyn Transaction + '_>) -> Result<(), StoreError> {
        self.own().insert(revision);
        let committed = transaction.commit();
        if committed.is_err() {
            self.own().remove(&revision);
        }
        committed
    }

    /// Refuses a change of an object that others changed after the revision it was seen at. What is to go may be gone.
    pub(crate) fn refuse_if_changed(
        &self,
        seen: u64,
        change: &Change,
        transaction: &dyn Transaction,
    ) -> Result<(), ApplyError> {
        let id = change.id();
        let now = transaction.get(&id)?.map(|stored| stored.revision);
        let gone_as_wanted = now.is_none() && matches!(change, Change::Delete(_));
        if now == Some(seen) || gone_as_wanted {
            return Ok(());
        }
        let filter = HistoryFilter { after_revision: Some(seen), ..HistoryFilter::of(&id) };
        let mut since = transaction.history(&filter)?;
        since.retain(|entry| !self.own().contains(&entry.revision));
        // A hierarchy that was put back from a copy has no history of what was seen.
        let is_older = now.is_some_and(|now| now < seen);
        if since.is_empty() && !is_older { Ok(()) } else { Err(ApplyError::Stale { object: id, since }) }
    }

    /// The creation of the very object that is to be created, by the same author in an earlier run, and not changed since.
    fn cut_off_creation(
        &self,
        change: &Change,
        author: &Author,
        transaction: &dyn Transaction,
    ) -> Result<Option<HistoryEntry>, StoreError> {
        let Change::Create(object) = change else { return Ok(None) };
        let id = change.id();
        let is_just_so = transaction.get(&id)?.is_some_and(|stored| stored.declared && stored.object == *object);
        if !is_just_so {
            return Ok(None);
        }
        let last = transaction.history(&HistoryFilter { limit: Some(1), ..HistoryFilter::of(&id) })?.pop();
        Ok(last.filter(|entry| {
            matches!(entry.action, Action::Create | Action::Adopt)
                && entry.actor == author.actor
                && entry.origin == author.origin
                && !self.own().contains(&entry.revision)
        }))
    }

    /// Whether what is to be removed was taken over before: one run renames it, and its creation under the new name came
    /// first.
    fn stays(&self, change: &Change) -> bool {
        matches!(change, Change::Delete(id) if lock(&self.taken_over).contains(&identity(id)))
    }

    fn own(&self) -> MutexGuard<'_, BTreeSet<u64>> {
        lock(&self.own)
    }

    /// Whether anything was changed through this very value.
    #[must_use]
    pub fn has_written(&self) -> bool {
        !self.own().is_empty()
    }

    /// What the rules say to a change, which is not made.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn check(&self, change: &Change) -> Result<Vec<Finding>, StoreError> {
        self.read(|view| {
            let circumstances = Circumstances { now: self.time_in(view)?, ..Circumstances::default() };
            rules::check(change, &BTreeSet::new(), view, &circumstances)
        })
    }

    /// Reads one consistent snapshot: all that `read` sees is of one moment, whatever others write meanwhile.
    ///
    /// `read` must use the view it is given; it cannot ask this hierarchy again.
    ///
    /// # Errors
    /// When the store cannot be read, and whatever `read` returns.
    pub fn read<T>(&self, read: impl FnOnce(&dyn View) -> Result<T, StoreError>) -> Result<T, StoreError> {
        read(&*self.store.snapshot()?)
    }

    /// The changes a filter lets through, newest last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        self.store.history(filter)
    }
}

/// The id of whoever writes it in whatever case.
fn identity(id: &ObjectId) -> ObjectId {
    ObjectId::new(id.kind, id.key())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
