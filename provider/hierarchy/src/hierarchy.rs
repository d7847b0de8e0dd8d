use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::change::{Applied, ApplyError, Author, Change};
use crate::clock::Clock;
use crate::consequences::{self, Retirement};
use crate::history::{Action, HistoryEntry, HistoryFilter};
use crate::model::{Object, ObjectId, Stored};
use crate::rules::{self, Finding, Severity};

use crate::store::{Sqlite, Store, StoreError, Transaction, View, WhenMissing};

/// A hierarchy of sites, kept in a store that many threads and processes may use at once.
#[derive(Debug)]
pub struct Hierarchy {
    store: Box<dyn Store>,
    clock: Arc<dyn Clock>,
    /// What was created through this very value: creating it again is a mistake, not a run that was cut off.
    created: Mutex<BTreeSet<ObjectId>>,
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
        Self { store: Box::new(store), clock, created: Mutex::default() }
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
        self.apply_within(None, change, author)
    }

    /// As [`Hierarchy::apply`], waiting no longer than `patience` for others that write; without one, as long as usual.
    ///
    /// # Errors
    /// As [`Hierarchy::apply`].
    pub fn apply_within(
        &self,
        patience: Option<Duration>,
        change: Change,
        author: &Author,
    ) -> Result<Applied, ApplyError> {
        let mut transaction = self.store.begin(patience)?;
        if let Some(creation) = self.cut_off_creation(&change, author, &*transaction)? {
            let revision = creation.revision;
            return Ok(Applied { revision, warnings: Vec::new(), taken_over: Some(creation) });
        }
        let findings = rules::check(&change, &BTreeSet::new(), &*transaction)?;
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(ApplyError::Refused(findings));
        }
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
        let now = self.clock.now();
        for step in &steps {
            step.write(revision, &mut *transaction)?;
            transaction.record(&step.entry(revision, now, author))?;
        }
        transaction.commit()?;
        if matches!(change, Change::Create(_)) {
            self.created().insert(change.id());
        }
        Ok(Applied { revision, warnings: findings, taken_over: None })
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
        if !is_just_so || self.created().contains(&id) {
            return Ok(None);
        }
        let filter = HistoryFilter { kind: Some(id.kind), id: Some(id.id), limit: Some(1), ..HistoryFilter::default() };
        let last = transaction.history(&filter)?.pop();
        Ok(last.filter(|entry| {
            matches!(entry.action, Action::Create | Action::Adopt)
                && entry.actor == author.actor
                && entry.origin == author.origin
        }))
    }

    fn created(&self) -> MutexGuard<'_, BTreeSet<ObjectId>> {
        self.created.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the rules say to a change, which is not made.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn check(&self, change: &Change) -> Result<Vec<Finding>, StoreError> {
        self.read(|view| rules::check(change, &BTreeSet::new(), view))
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
