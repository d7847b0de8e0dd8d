use jiff::Timestamp;

use super::Hierarchy;
use crate::change::{Applied, ApplyError, Author, Change, Conditions};
use crate::facts::{Moment, has_synchronised};
use crate::model::{Kind, ObjectId, SyncSettings};
use crate::store::{StoreError, Transaction, View};
use crate::sync::{Event, FirstSyncError, fail_with, trial};
use crate::write;

impl Hierarchy {
    /// Creates the settings of the top-level site the way the documentation advises: a first synchronisation with nothing
    /// subscribed brings the catalogue, then products and classifications are subscribed, and a second one brings their
    /// updates. When either fails, the settings stay as they were; the failure is in the status and in the logs.
    ///
    /// Where the site has synchronised before, the catalogue is there, and the first one is left out.
    ///
    /// # Errors
    /// As [`Hierarchy::apply_if`], and [`FirstSyncError::Failed`].
    pub fn create_synchronised(
        &self,
        settings: &SyncSettings,
        conditions: &Conditions,
        author: &Author,
        observer: &mut dyn FnMut(&Event),
    ) -> Result<Applied, FirstSyncError> {
        self.catch_up()?;
        let change = Change::Create(settings.clone().into());
        let site_code = settings.site_code();
        let is_there = |view: &dyn View| -> Result<bool, StoreError> {
            Ok(view.get(&ObjectId::new(Kind::SyncSettings, site_code))?.is_some_and(|stored| stored.declared))
        };
        if self.read(is_there)? {
            return Ok(self.apply_if(conditions.clone(), change, author)?);
        }
        if !self.read(|view| has_synchronised(view, site_code))? {
            let unsubscribed = SyncSettings { products: None, classifications: None, ..settings.clone() };
            let mut transaction = self.store.begin(conditions.patience)?;
            let now = self.refuse(&change, conditions, &*transaction)?;
            let world = trial(&unsubscribed, Moment::of(now), &mut *transaction, observer)?;
            transaction.commit()?;
            fail_with(&world)?;
        }
        let mut transaction = self.store.begin(conditions.patience)?;
        let now = self.refuse(&change, conditions, &*transaction)?;
        let world = trial(settings, Moment::of(now), &mut *transaction, observer)?;
        if let Err(failed) = fail_with(&world) {
            transaction.commit()?;
            return Err(failed);
        }
        // What was just written of the clock is written once more after the change, which takes no notice of the trial.
        Ok(self.write(transaction, &change, conditions, author, |transaction| world.time.keep(transaction))?)
    }

    /// Refuses at once what would be refused in the end: nobody is to wait for a synchronisation in vain. Otherwise the time.
    fn refuse(
        &self,
        change: &Change,
        conditions: &Conditions,
        transaction: &dyn Transaction,
    ) -> Result<Timestamp, ApplyError> {
        self.writer.refuse_if_changed(conditions, change, transaction)?;
        let now = self.time_in(transaction)?;
        write::judge(change, conditions, now, transaction)?;
        Ok(now)
    }
}
