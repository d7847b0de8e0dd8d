//! One change in one transaction: catch up, judge, steps, history, synchronize.

mod conflict;
mod during_run;
mod own;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::change::{self, Applied, ApplyError, Author, Change, Conditions, RetiredCodes};
use crate::facts::Moment;
use crate::judgement::{Finding, Severity};
use crate::rules::{self, Circumstances};
use crate::store::{StoreError, Transaction, View};
use crate::sync::{after_change, before_change};
use conflict::interrupted_creation;
use during_run::DuringRun;
use own::OwnChanges;

/// Makes changes, and records which ones it made.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    own: OwnChanges,
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
        if self.own.has_adopted(change) {
            return Ok(Applied { revision: transaction.revision()?, warnings: Vec::new(), adopted: None });
        }
        if let Some(creation) = interrupted_creation(change, author, &self.own, &*transaction)? {
            let revision = creation.revision;
            self.own.adopt(&change.id());
            return Ok(Applied { revision, warnings: Vec::new(), adopted: Some(creation) });
        }
        before_change(&mut *transaction, Moment::of(now))?;
        let findings = self.judge(change, conditions, now, &*transaction)?;
        let steps = change::steps(change, &*transaction)?;
        if steps.is_empty() {
            let revision = match transaction.get(&change.id())? {
                Some(stored) => stored.revision,
                None => transaction.revision()?,
            };
            return Ok(Applied { revision, warnings: findings, adopted: None });
        }
        let revision = transaction.revision()? + 1;
        match change::retired_codes(&steps, &*transaction)? {
            RetiredCodes::Unchanged => {}
            RetiredCodes::Add(site_code) => transaction.retire_site_code(&site_code)?,
            RetiredCodes::Clear => transaction.clear_retired_site_codes()?,
        }
        for step in &steps {
            step.write(revision, &mut *transaction)?;
            transaction.record(&step.entry(revision, now, author))?;
        }
        after_change(&mut *transaction, &steps, Moment::of(now))?;
        conclude(&mut *transaction)?;
        self.commit(revision, transaction)?;
        Ok(Applied { revision, warnings: findings, adopted: None })
    }

    /// The warnings of the rules about a change, in the middle of a run that may change other objects as well.
    fn judge(
        &self,
        change: &Change,
        conditions: &Conditions,
        now: Timestamp,
        view: &dyn View,
    ) -> Result<Vec<Finding>, ApplyError> {
        let (awaited, is_uncertain) = (&conditions.awaited, Cell::new(false));
        let view =
            DuringRun { view, awaited, own: &self.own, changed: &change.id().identity(), is_uncertain: &is_uncertain };
        let circumstances = circumstances(conditions, now);
        let is_run_known = awaited.is_certain();
        refuse_errors(rules::check_during_run(change, &view, &circumstances, &is_uncertain, is_run_known)?)
    }

    /// Refuses a change of an object that others changed after the planned revision.
    pub(crate) fn refuse_if_changed(
        &self,
        conditions: &Conditions,
        change: &Change,
        transaction: &dyn Transaction,
    ) -> Result<(), ApplyError> {
        match conditions.expected_revision {
            Some(seen) => conflict::refuse_if_changed(seen, change, &self.own, transaction),
            None => Ok(()),
        }
    }

    /// Whether it made any change.
    pub(crate) fn has_written(&self) -> bool {
        !self.own.is_empty()
    }

    /// Commits a revision. It is recorded as made through this value before others can read it.
    fn commit(&self, revision: u64, transaction: Box<dyn Transaction + '_>) -> Result<(), StoreError> {
        self.own.insert(revision);
        let committed = transaction.commit();
        if committed.is_err() {
            self.own.remove(revision);
        }
        committed
    }
}

/// The warnings of the rules about a change.
///
/// # Errors
/// If the rules refuse it, or the store cannot be read.
pub(crate) fn judge(
    change: &Change,
    conditions: &Conditions,
    now: Timestamp,
    view: &dyn View,
) -> Result<Vec<Finding>, ApplyError> {
    refuse_errors(rules::check(change, &BTreeSet::new(), view, &circumstances(conditions, now))?)
}

fn circumstances(conditions: &Conditions, now: Timestamp) -> Circumstances {
    Circumstances { now, order: conditions.order, counterpart: conditions.counterpart.clone() }
}

fn refuse_errors(findings: Vec<Finding>) -> Result<Vec<Finding>, ApplyError> {
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(ApplyError::Refused(findings));
    }
    Ok(findings)
}
