use jiff::Timestamp;

use super::Hierarchy;
use crate::facts::{Extent, Moment};
use crate::store::StoreError;
use crate::sync::{Begun, Engine, Event, SyncError, keep, rest, settled};

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
        let end = rest(&mut world, now, Some(observer), &mut *transaction)?;
        transaction.commit()?;
        Ok(end.timestamp())
    }
}
