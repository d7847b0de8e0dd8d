//! Synchronisation on request.

use jiff::Timestamp;

use super::attempt::{Extent, Trigger};
use super::engine::{Engine, Observer};
use super::event::Event;
use super::moment::Moment;
use super::settle::{keep, settled};
use super::sync_error::SyncError;
use super::world::World;
use crate::hierarchy::Hierarchy;
use crate::store::{StoreError, Transaction};

/// A synchronisation that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The top-level site.
    pub site_code: String,
    /// When it began.
    pub time: Timestamp,
    /// How much it goes through.
    pub extent: Extent,
}

impl Hierarchy {
    /// Begins a synchronisation at the top-level site, as the console's button does. What follows takes its time on the
    /// hierarchy's clock.
    ///
    /// # Errors
    /// When the site cannot begin, or the store cannot be written.
    pub fn synchronise(&self, site_code: Option<&str>, extent: Extent) -> Result<Begun, SyncError> {
        let mut transaction = self.begin()?;
        let time = self.time_in(&*transaction)?;
        let now = Moment::of(time);
        let mut world = settled(&*transaction, now, None)?;
        let site = world.may_begin(site_code)?;
        Engine::new(&mut world, None).start(site, extent, now);
        keep(&mut world, now, &mut *transaction)?;
        transaction.commit()?;
        let node = world.site(site).ok_or(SyncError::Empty)?;
        let extent = node.state.attempts.back().map(|attempt| attempt.extent).unwrap_or_default();
        Ok(Begun { site_code: node.code.to_string(), time, extent })
    }

    /// Puts the hierarchy's clock forward until no site is synchronising any more, and shows what happens meanwhile.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn wait_for_rest(&self, observer: &mut dyn FnMut(&Event)) -> Result<Timestamp, StoreError> {
        let mut transaction = self.begin()?;
        let now = Moment::of(self.time_in(&*transaction)?);
        let mut world = settled(&*transaction, now, Some(observer))?;
        let end = self.rest(&mut world, now, Some(observer), &mut *transaction)?;
        transaction.commit()?;
        Ok(end.timestamp())
    }

    /// Goes on until no site is synchronising, and keeps that, with the clock put forward.
    pub(super) fn rest(
        &self,
        world: &mut World,
        now: Moment,
        observer: Option<Observer<'_>>,
        transaction: &mut dyn Transaction,
    ) -> Result<Moment, StoreError> {
        let end = Engine::new(world, observer).run_to_rest(now);
        if end > now {
            world.time.ahead = world.time.ahead.saturating_add(end.since(now).as_secs());
        }
        keep(world, end, transaction)?;
        Ok(end)
    }
}

impl World {
    /// The site a synchronisation can be asked of.
    fn may_begin(&self, site_code: Option<&str>) -> Result<usize, SyncError> {
        let top = self.top.as_ref().map(|top| top.site).ok_or(SyncError::Empty)?;
        let code = |site: usize| self.site(site).map(|node| node.code.to_string()).unwrap_or_default();
        if let Some(wanted) = site_code {
            let known = || self.sites.iter().map(|site| site.code.to_string()).collect();
            let site = self
                .site_of_code(wanted)
                .ok_or_else(|| SyncError::UnknownSite { site_code: wanted.to_owned(), known: known() })?;
            if site != top {
                return Err(SyncError::AtChild { site_code: code(site), top: code(top) });
            }
        }
        let node = self.site(top).ok_or(SyncError::Empty)?;
        if node.first.is_none() {
            return Err(SyncError::NoRole { site_code: code(top) });
        }
        if node.state.running.is_some() {
            let since = node.state.attempts.back().map(|attempt| attempt.began.timestamp()).unwrap_or_default();
            return Err(SyncError::Running { site_code: code(top), since });
        }
        Ok(top)
    }
}

impl Engine<'_, '_> {
    /// Somebody asks a site to synchronise.
    pub(super) fn start(&mut self, site: usize, extent: Extent, at: Moment) {
        self.change(site, |engine| engine.begin(site, Trigger::Request, extent, at));
    }
}
