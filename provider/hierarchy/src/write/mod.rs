//! One change in one transaction: catch up, judge, steps, history, synchronize.

mod conflict;
mod during_run;
mod found;
mod own;
mod ownership;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;

use crate::change::{self, Applied, ApplyError, Change, Conditions, RetiredCodes, Step};
use crate::facts::{AsFound, Installation, Intention, Moment};
use crate::history::{Author, HistoryEntry, HistoryFilter};
use crate::judgement::{Finding, Severity};
use crate::model::{Kind, Mark, Object, ObjectId, Owner, Ownership, Stored};
use crate::rules::{self, Circumstances};
use crate::store::{StoreError, Transaction, View};
use crate::sync::{after_change, after_move, before_change};
use conflict::interrupted_creation;
use during_run::DuringRun;
pub(crate) use found::import as import_site;
pub use found::{ImportError, ImportedSite};
use own::OwnChanges;

/// Makes changes, and records which ones it made.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    own: OwnChanges,
    has_written: AtomicBool,
}

impl Writer {
    /// Writes a change that the rules allow; `conclude` runs last in its transaction.
    pub(crate) fn write(
        &self,
        mut transaction: Box<dyn Transaction + '_>,
        change: &Change,
        conditions: &Conditions,
        author: &Author,
        now: Timestamp,
        conclude: impl FnOnce(&mut dyn Transaction) -> Result<(), StoreError>,
    ) -> Result<Applied, ApplyError> {
        let manager = conditions.manager.as_ref();
        let ownership = ownership::of(change, manager, &*transaction)?;
        if matches!(change, Change::Delete(_)) && ownership != Ownership::Sole {
            ownership::leave(&change.id(), manager, &mut *transaction)?;
            let applied =
                Applied { revision: transaction.revision()?, ..unchanged(change, ownership, now, &*transaction)? };
            self.commit_owners(transaction)?;
            return Ok(applied);
        }
        let history = || transaction.history(&HistoryFilter::of(&change.id()));
        let rest_of_run = &conditions.rest_of_run;
        if conflict::was_made_first(change, rest_of_run, &*transaction)? {
            ownership::take(change, manager, author, now, &mut *transaction)?;
            let applied = unchanged(change, Ownership::Sole, now, &*transaction)?;
            self.commit_owners(transaction)?;
            return Ok(applied);
        }
        let is_reinstalled = conflict::is_replacement(change, rest_of_run, author, &self.own, &*transaction)?;
        let creation = match is_reinstalled {
            true => None,
            false => interrupted_creation(change, author, &self.own, &*transaction, history)?,
        };
        if let Some(creation) = creation {
            ownership::take(change, manager, author, now, &mut *transaction)?;
            let applied = unchanged(change, Ownership::Sole, now, &*transaction)?;
            self.commit_owners(transaction)?;
            return Ok(Applied { adopted: Some(creation), ..applied });
        }
        if let Some(as_found) = AsFound::of(&*transaction)? {
            return self.own_as_found(&as_found, change, conditions, author, now, transaction);
        }
        before_change(&mut *transaction, Moment::of(now))?;
        let revision = transaction.revision()? + 1;
        let mut first = change::made_first(change, rest_of_run, &*transaction)?;
        if is_reinstalled {
            first.push(Change::Delete(change.id()));
        }
        let (mut steps_before, mut changes) = (Vec::new(), Vec::new());
        for needed in &first {
            let (steps, made) = self.make_first(needed, change, conditions, author, now, &mut *transaction)?;
            steps_before.extend(steps);
            changes.extend(made);
        }
        let on_new_site = self.creation_on_new_site(change, &*transaction)?;
        let change_now = on_new_site.as_ref().unwrap_or(change);
        let findings = self.judge(change_now, conditions, author, now, &*transaction)?;
        let steps = change::steps(change_now, conditions, &*transaction)?;
        let steps = ownership::keep_imported(change, manager, steps, &*transaction)?;
        let is_taken = ownership::take(change, manager, author, now, &mut *transaction)?;
        if steps.is_empty() && steps_before.is_empty() {
            let applied = unchanged(change, ownership, now, &*transaction)?;
            if is_taken {
                self.commit_owners(transaction)?;
            }
            return Ok(Applied { warnings: findings, ..applied });
        }
        retire_codes(&steps, &mut *transaction)?;
        changes.extend(make(&steps, revision, now, author, &mut *transaction)?);
        let mut steps = [steps_before, steps].concat();
        loop {
            let completed = change::completed_removal(&steps, conditions.order, &*transaction)?;
            if completed.is_empty() {
                break;
            }
            changes.extend(make(&completed, revision, now, author, &mut *transaction)?);
            steps.extend(completed);
        }
        after_move(change_now, &steps, &author.actor, now, &mut *transaction)?;
        after_change(&mut *transaction, &steps, Moment::of(now))?;
        conclude(&mut *transaction)?;
        // Nothing is read after the commit: what was written must not be reported as a failure.
        let stored = transaction.get(&change.id())?;
        let pending_until = pending_until(change, now, &*transaction)?;
        self.commit(revision, transaction)?;
        Ok(Applied { revision, warnings: findings, adopted: None, stored, changes, ownership, pending_until })
    }

    /// Makes the manager of a change own an object that was read from a real site, and is as the change wants it. Everything
    /// else is refused: only the site changes it.
    fn own_as_found(
        &self,
        as_found: &AsFound,
        change: &Change,
        conditions: &Conditions,
        author: &Author,
        now: Timestamp,
        mut transaction: Box<dyn Transaction + '_>,
    ) -> Result<Applied, ApplyError> {
        if !change::steps(change, conditions, &*transaction)?.is_empty() {
            return Err(as_found.refusal().into());
        }
        let manager = conditions.manager.as_ref();
        let is_taken = ownership::take(change, manager, author, now, &mut *transaction)?;
        let applied = unchanged(change, Ownership::Sole, now, &*transaction)?;
        if is_taken {
            self.commit_owners(transaction)?;
        }
        Ok(applied)
    }

    /// Makes another change that a change needs, in the same transaction: so it is made, too, if the run is interrupted then.
    ///
    /// It may be the removal of the object that is created: with `create_before_destroy`, Terraform creates the successor first.
    fn make_first(
        &self,
        needed: &Change,
        change: &Change,
        conditions: &Conditions,
        author: &Author,
        now: Timestamp,
        transaction: &mut dyn Transaction,
    ) -> Result<(Vec<Step>, Vec<HistoryEntry>), ApplyError> {
        let counterpart = Some(change.id()).filter(|id| *id == needed.id());
        let conditions = Conditions { counterpart, ..conditions.clone() };
        self.judge(needed, &conditions, author, now, transaction)?;
        let steps = change::steps(needed, &conditions, transaction)?;
        retire_codes(&steps, transaction)?;
        let changes = make(&steps, transaction.revision()? + 1, now, author, transaction)?;
        Ok((steps, changes))
    }

    /// The creation of an object that was to be updated, and was removed with its site: this run has installed the site again.
    fn creation_on_new_site(
        &self,
        change: &Change,
        transaction: &dyn Transaction,
    ) -> Result<Option<Change>, StoreError> {
        let Change::Update(object) = change else { return Ok(None) };
        let id = object.id();
        let Some(code) = id.site_code().filter(|_| id.kind != Kind::Site) else { return Ok(None) };
        if transaction.get(&id)?.is_some() {
            return Ok(None);
        }
        let site = transaction.get(&ObjectId::new(Kind::Site, code))?;
        let is_new = site.is_some_and(|site| self.own.contains(site.revision));
        Ok(is_new.then(|| Change::Create(object.clone())))
    }

    /// The warnings of the rules about a change, in the middle of a run that may change other objects as well.
    fn judge(
        &self,
        change: &Change,
        conditions: &Conditions,
        author: &Author,
        now: Timestamp,
        transaction: &dyn Transaction,
    ) -> Result<Vec<Finding>, ApplyError> {
        let (rest_of_run, is_uncertain) = (&conditions.rest_of_run, Cell::new(false));
        let circumstances = circumstances(change, conditions, author, now, transaction)?;
        let view = DuringRun {
            view: transaction,
            rest_of_run,
            own: &self.own,
            changed: &change.id().identity(),
            is_uncertain: &is_uncertain,
        };
        let is_run_known = rest_of_run.is_certain();
        refuse_errors(rules::check_during_run(change, &view, &circumstances, &is_uncertain, is_run_known)?)
    }

    /// Records that a managed instance imports an object. It counts as an owner from [`Writer::confirm`] on, and in the
    /// run that imports it.
    pub(crate) fn import(
        &self,
        id: &ObjectId,
        owner: Owner,
        mut transaction: Box<dyn Transaction + '_>,
    ) -> Result<(), StoreError> {
        ownership::import(id, owner, &mut *transaction)?;
        transaction.commit()
    }

    /// Makes a managed instance that imported an object an owner that counts. An object that was created implicitly is
    /// declared with it.
    pub(crate) fn confirm(
        &self,
        id: &ObjectId,
        mark: Mark,
        author: &Author,
        now: Timestamp,
        mut transaction: Box<dyn Transaction + '_>,
    ) -> Result<(), StoreError> {
        ownership::confirm(id, mark, &mut *transaction)?;
        let implicit = transaction.get(id)?.filter(|stored| !stored.declared);
        let Some(stored) = implicit else { return transaction.commit() };
        let revision = transaction.revision()? + 1;
        let step = Step::update(stored.clone(), stored.object, true);
        step.write(revision, &mut *transaction)?;
        transaction.record(&step.entry(revision, now, author))?;
        self.own.commit(revision, transaction)
    }

    /// Refuses a change of an object that others changed after the planned revision. A removal that leaves the object to
    /// its other owners is not refused.
    pub(crate) fn refuse_if_changed(
        &self,
        conditions: &Conditions,
        change: &Change,
        author: &Author,
        transaction: &dyn Transaction,
    ) -> Result<(), ApplyError> {
        let leaves_object = || match change {
            Change::Delete(_) => {
                Ok(ownership::of(change, conditions.manager.as_ref(), transaction)? != Ownership::Sole)
            }
            Change::Create(_) | Change::Update(_) => Ok::<_, StoreError>(false),
        };
        match conditions.expected_revision {
            Some(_) if leaves_object()? => Ok(()),
            Some(seen) => {
                conflict::refuse_if_changed(seen, change, &conditions.rest_of_run, author, &self.own, transaction)
            }
            None => Ok(()),
        }
    }

    /// Why an object cannot be created because it exists already: none if its creation adopts or replaces it. `history` is
    /// that of the object.
    pub(crate) fn duplication(
        &self,
        object: &Object,
        author: &Author,
        view: &dyn View,
        history: &[HistoryEntry],
    ) -> Result<Vec<Finding>, StoreError> {
        let (change, history) = (Change::Create(object.clone()), || Ok(history.to_vec()));
        let is_taken_over = interrupted_creation(&change, author, &self.own, view, history)?.is_some()
            || ownership::is_unmanaged(&change, author, view, history)?;
        if is_taken_over { Ok(Vec::new()) } else { rules::duplication(&change, view) }
    }

    /// Whether it made any change, or changed only who owns an object.
    pub(crate) fn has_written(&self) -> bool {
        self.has_written.load(Ordering::Relaxed)
    }

    /// Commits a revision.
    /// Records that a site was synchronized, and commits. The site stays as it is.
    pub(crate) fn commit_synchronization(
        &self,
        site: &Stored<Object>,
        author: &Author,
        now: Timestamp,
        mut transaction: Box<dyn Transaction + '_>,
    ) -> Result<(), StoreError> {
        let revision = transaction.revision()? + 1;
        let step = Step::synchronize(site.clone());
        transaction.record(&step.entry(revision, now, author))?;
        self.commit(revision, transaction)
    }

    fn commit(&self, revision: u64, transaction: Box<dyn Transaction + '_>) -> Result<(), StoreError> {
        self.own.commit(revision, transaction)?;
        self.has_written.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Commits a change of the owners alone, which makes no revision.
    fn commit_owners(&self, transaction: Box<dyn Transaction + '_>) -> Result<(), StoreError> {
        transaction.commit()?;
        self.has_written.store(true, Ordering::Relaxed);
        Ok(())
    }
}

fn retire_codes(steps: &[Step], transaction: &mut dyn Transaction) -> Result<(), StoreError> {
    match change::retired_codes(steps, &*transaction)? {
        RetiredCodes::Unchanged => Ok(()),
        RetiredCodes::Add(site_code) => transaction.retire_site_code(&site_code),
        RetiredCodes::Clear => transaction.clear_retired_site_codes(),
    }
}

/// See [`Applied::pending_until`].
fn pending_until(
    change: &Change,
    now: Timestamp,
    transaction: &dyn Transaction,
) -> Result<Option<Timestamp>, StoreError> {
    match change {
        Change::Create(object) => Installation::pending(&object.id(), now, transaction),
        Change::Update(_) | Change::Delete(_) => Ok(None),
    }
}

/// The outcome of a change that changes at most who owns the object.
fn unchanged(
    change: &Change,
    ownership: Ownership,
    now: Timestamp,
    transaction: &dyn Transaction,
) -> Result<Applied, StoreError> {
    let stored = transaction.get(&change.id())?;
    let revision = match &stored {
        Some(stored) => stored.revision,
        None => transaction.revision()?,
    };
    let pending_until = pending_until(change, now, transaction)?;
    Ok(Applied { revision, warnings: Vec::new(), adopted: None, stored, changes: Vec::new(), ownership, pending_until })
}

/// Writes steps, each with its entry in the history. Returns these entries.
fn make(
    steps: &[Step],
    revision: u64,
    now: Timestamp,
    author: &Author,
    transaction: &mut dyn Transaction,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let mut entries = Vec::with_capacity(steps.len());
    for step in steps {
        step.write(revision, transaction)?;
        if step.after().is_none() {
            Intention::forget(&step.object().id(), transaction)?;
            Installation::forget(&step.object().id(), transaction)?;
        }
        if step.is_creation() {
            Installation::begin(step.object(), now, transaction)?;
        }
        if step.releases() {
            transaction.set_owners(&step.object().id(), &[])?;
        }
        let entry = step.entry(revision, now, author);
        transaction.record(&entry)?;
        entries.push(entry);
    }
    Ok(entries)
}

/// The warnings of the rules about a change.
///
/// # Errors
/// If the rules refuse it, or the store cannot be read.
pub(crate) fn judge(
    change: &Change,
    conditions: &Conditions,
    author: &Author,
    now: Timestamp,
    transaction: &dyn Transaction,
) -> Result<Vec<Finding>, ApplyError> {
    let circumstances = circumstances(change, conditions, author, now, transaction)?;
    refuse_errors(rules::check(change, &BTreeSet::new(), transaction, &circumstances)?)
}

fn circumstances(
    change: &Change,
    conditions: &Conditions,
    author: &Author,
    now: Timestamp,
    transaction: &dyn Transaction,
) -> Result<Circumstances, StoreError> {
    let Conditions { order, counterpart, rest_of_run, .. } = conditions.clone();
    let history = || transaction.history(&HistoryFilter::of(&change.id()));
    let is_unmanaged = ownership::is_unmanaged(change, author, transaction, history)?;
    Ok(Circumstances { now, author: Some(author.clone()), order, counterpart, is_unmanaged, rest_of_run })
}

fn refuse_errors(findings: Vec<Finding>) -> Result<Vec<Finding>, ApplyError> {
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(ApplyError::Refused(findings));
    }
    Ok(findings)
}
