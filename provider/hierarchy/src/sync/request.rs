//! Synchronization on request.

use jiff::Timestamp;

use super::catch_up::save_world;
use super::engine::{Engine, Observer};
use super::error::SyncError;
use super::not_found::NotFound;
use super::status::SyncStatus;
use super::world::World;
use crate::facts::{Extent, Moment, Trigger};
use crate::store::{StoreError, Transaction};

/// A started synchronization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartedSync {
    /// The top-level site.
    pub site_code: String,
    /// When it started.
    pub time: Timestamp,
    /// How much is synchronized.
    pub extent: Extent,
    /// The status of all software update points just after the start.
    pub status: SyncStatus,
}

/// A synchronization of all sites, from its start to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinishedSync {
    /// The top-level site.
    pub site_code: String,
    /// Since when another one was running, which ended first.
    pub waited_since: Option<Timestamp>,
    /// When it started.
    pub began: Timestamp,
    /// When the last site finished.
    pub ended: Timestamp,
    /// The status of all software update points then.
    pub status: SyncStatus,
}

/// The hierarchy once no site is synchronizing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// When the last site finished.
    pub time: Timestamp,
    /// The status of all software update points then.
    pub status: SyncStatus,
}

/// Runs until no site is synchronizing, and stores the result with the advanced clock.
pub(crate) fn run_until_idle(
    world: &mut World,
    now: Moment,
    observer: Option<Observer<'_>>,
    transaction: &mut dyn Transaction,
) -> Result<Moment, StoreError> {
    let end = Engine::new(world, observer).run_until_idle(now);
    if end > now {
        world.time.ahead = world.time.ahead.saturating_add(end.since(now).as_secs());
    }
    save_world(world, end, transaction)?;
    Ok(end)
}

impl World {
    /// The site at which a synchronization can be started.
    pub(crate) fn site_to_start(&self, site_code: Option<&str>) -> Result<usize, SyncError> {
        let top = self.top.as_ref().map(|top| top.site).ok_or(NotFound::AnySite)?;
        let code = |site: usize| self.site(site).map(|node| node.code.to_string()).unwrap_or_default();
        if let Some(wanted) = site_code {
            let known = || self.sites.iter().map(|site| site.code.to_string()).collect();
            let site = self.site_of_code(wanted).ok_or_else(|| NotFound::site(wanted, known()))?;
            if site != top {
                return Err(SyncError::AtChild { site_code: code(site), top: code(top) });
            }
        }
        let node = self.site(top).ok_or(NotFound::AnySite)?;
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
    /// A user requests a synchronization of a site.
    pub(crate) fn start(&mut self, site: usize, extent: Extent, at: Moment) {
        self.update(site, |engine| engine.start_attempt(site, Trigger::Request, extent, at));
    }
}
