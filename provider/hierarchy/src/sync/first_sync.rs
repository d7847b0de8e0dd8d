//! Settings that are created with a first synchronisation.

use jiff::Timestamp;

use super::attempt::Extent;
use super::engine::Engine;
use super::event::Event;
use super::failure::Failure;
use super::fault::FaultKind;
use super::moment::Moment;
use super::settle::settled;
use super::world::World;
use crate::change::{Applied, ApplyError, Author, Change, Conditions};
use crate::hierarchy::Hierarchy;
use crate::model::{Kind, ObjectId, SyncSettings};
use crate::store::{StoreError, Transaction, View};

/// A synchronisation that failed where settings were to be created with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedSync {
    /// The top-level site.
    pub site_code: String,
    /// The server of its first software update point.
    pub server_fqdn: String,
    /// Whom it synchronises with.
    pub source: String,
    /// Why it failed.
    pub failure: Failure,
    /// The fault that makes it fail on purpose.
    pub fault: Option<FaultKind>,
    /// When it failed.
    pub time: Timestamp,
    /// What its log says, without the frame.
    pub log_line: String,
}

/// Why settings were not created.
#[derive(Debug, thiserror::Error)]
pub enum FirstSyncError {
    /// As any change.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// Synchronisation failed; the settings are as they were (V124).
    #[error("synchronisation failed")]
    Failed(Box<FailedSync>),
}

impl From<StoreError> for FirstSyncError {
    fn from(error: StoreError) -> Self {
        Self::Apply(error.into())
    }
}

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
        if !self.read(|view| super::has_synchronised(view, site_code))? {
            let unsubscribed = SyncSettings { products: None, classifications: None, ..settings.clone() };
            let mut transaction = self.begin_within(conditions.patience)?;
            self.refuse(&change, conditions, &*transaction)?;
            let world = self.trial(&unsubscribed, &mut *transaction, observer)?;
            transaction.commit()?;
            fail_with(&world)?;
        }
        let mut transaction = self.begin_within(conditions.patience)?;
        self.refuse(&change, conditions, &*transaction)?;
        let world = self.trial(settings, &mut *transaction, observer)?;
        if let Err(failed) = fail_with(&world) {
            transaction.commit()?;
            return Err(failed);
        }
        // What was just written of the clock is written once more after the change, which takes no notice of the trial.
        Ok(self.write(transaction, change, conditions, author, |transaction| world.time.keep(transaction))?)
    }

    /// Refuses at once what would be refused in the end: nobody is to wait for a synchronisation in vain.
    fn refuse(
        &self,
        change: &Change,
        conditions: &Conditions,
        transaction: &dyn Transaction,
    ) -> Result<(), ApplyError> {
        if let Some(seen) = conditions.seen {
            self.refuse_if_changed(seen, change, transaction)?;
        }
        self.judge(change, conditions, transaction)?;
        Ok(())
    }

    /// Synchronises with settings the site does not have yet.
    fn trial(
        &self,
        settings: &SyncSettings,
        transaction: &mut dyn Transaction,
        observer: &mut dyn FnMut(&Event),
    ) -> Result<World, StoreError> {
        let now = Moment::of(self.time_in(&*transaction)?);
        let mut world = settled(&*transaction, now, None)?;
        // What is under way goes on by the settings it began with.
        let now = Engine::new(&mut world, None).run_to_rest(now);
        let Some(mut top) = world.top.take() else { return Ok(world) };
        let site = top.site;
        let first = world.site(site).and_then(|node| node.first).and_then(|first| world.sup(first));
        top.decide(settings, &first.map(|first| first.id.clone()).unwrap_or_default(), now);
        world.top = Some(top);
        Engine::new(&mut world, Some(observer)).start(site, Extent::Full, now);
        self.rest(&mut world, now, Some(observer), transaction)?;
        Ok(world)
    }
}

/// What went wrong at the top, if something did.
fn fail_with(world: &World) -> Result<(), FirstSyncError> {
    let Some(node) = world.top.as_ref().and_then(|top| world.site(top.site)) else { return Ok(()) };
    let Some(first) = node.first.and_then(|first| world.sup(first)) else { return Ok(()) };
    let hard = first.state.failure.filter(|failure| *failure != Failure::LicenceTermsPending);
    let Some(failure) = hard else { return Ok(()) };
    // Where several share a database, another one may have gone out.
    let front_end = node.state.attempts.back().and_then(|attempt| attempt.front_end.as_ref());
    let blamed = front_end.filter(|_| failure == Failure::NoInternet).unwrap_or(&first.state.server);
    Err(FirstSyncError::Failed(Box::new(FailedSync {
        site_code: node.code.to_string(),
        server_fqdn: blamed.to_string(),
        source: first.state.source.to_string(),
        failure,
        fault: first.faults.iter().copied().find(|fault| fault.failure() == Some(failure)),
        time: first.state.since.timestamp(),
        log_line: super::log::failure_line(failure, &first.state.server, &first.state.source),
    })))
}
