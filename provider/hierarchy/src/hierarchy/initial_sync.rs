use jiff::Timestamp;

use super::Hierarchy;
use crate::change::{Applied, ApplyError, Change, Conditions};
use crate::facts::{AsFound, Moment, has_synchronized};
use crate::history::Author;
use crate::model::{Kind, ObjectId, SyncSettings};
use crate::store::{StoreError, Transaction, View};
use crate::sync::{Event, InitialSyncError, failed_sync, synchronize_with};
use crate::write;

impl Hierarchy {
    /// Creates the settings of the top-level site as the documentation recommends: a first synchronization without
    /// subscriptions provides the catalog, then products and classifications are subscribed, and a second
    /// synchronization provides their updates. If either fails, the settings are unchanged; the failure is in the
    /// status and in the logs.
    ///
    /// If the site has synchronized before, it has the catalog, and the first synchronization is skipped.
    ///
    /// # Errors
    /// As [`Hierarchy::apply_if`], and [`InitialSyncError::Failed`].
    pub fn create_synchronized(
        &self,
        settings: &SyncSettings,
        conditions: &Conditions,
        author: &Author,
        observer: &mut dyn FnMut(&Event),
    ) -> Result<Applied, InitialSyncError> {
        self.catch_up()?;
        let change = Change::Create(settings.clone().into());
        let site_code = settings.site_code();
        let is_there = |view: &dyn View| -> Result<bool, StoreError> {
            Ok(view.get(&ObjectId::new(Kind::SyncSettings, site_code))?.is_some_and(|stored| stored.declared))
        };
        // A declared one is refused or unchanged, and what was read from a real site is not synchronized.
        if self.read(|view| Ok(is_there(view)? || AsFound::is(view)?))? {
            return Ok(self.apply_if(conditions.clone(), change, author)?);
        }
        if !self.read(|view| has_synchronized(view, site_code))? {
            let unsubscribed = SyncSettings { products: None, classifications: None, ..settings.clone() };
            let mut transaction = self.begin_for(conditions)?;
            let now = self.refuse(&change, conditions, author, &*transaction)?;
            let world = synchronize_with(&unsubscribed, Moment::of(now), &mut *transaction, observer)?;
            transaction.commit()?;
            failed_sync(&world)?;
        }
        let mut transaction = self.begin_for(conditions)?;
        let now = self.refuse(&change, conditions, author, &*transaction)?;
        let world = synchronize_with(settings, Moment::of(now), &mut *transaction, observer)?;
        if let Err(failed) = failed_sync(&world) {
            transaction.commit()?;
            return Err(failed);
        }
        // The clock is written again after the change, which does not know of the trial.
        Ok(self.write(transaction, &change, conditions, author, |transaction| world.time.save(transaction))?)
    }

    /// Refuses immediately what would be refused after the synchronization, so that users do not wait in vain.
    /// Otherwise the time.
    fn refuse(
        &self,
        change: &Change,
        conditions: &Conditions,
        author: &Author,
        transaction: &dyn Transaction,
    ) -> Result<Timestamp, ApplyError> {
        self.writer.refuse_if_changed(conditions, change, author, transaction)?;
        let now = self.time_in(transaction)?;
        write::judge(change, conditions, author, now, transaction)?;
        Ok(now)
    }
}
