use super::Hierarchy;
use crate::facts::{Extent, Moment};
use crate::store::StoreError;
use crate::sync::{Engine, Event, Idle, NotFound, StartedSync, SyncError, run_until_idle, save_world, world_at};

impl Hierarchy {
    /// Starts a synchronization at the top-level site, as the button in the console does. It takes hierarchy time.
    ///
    /// # Errors
    /// If it cannot be started, or the store cannot be written.
    pub fn synchronize(&self, site_code: Option<&str>, extent: Extent) -> Result<StartedSync, SyncError> {
        let mut transaction = self.begin_simulated()?;
        let time = self.time_in(&*transaction)?;
        let now = Moment::of(time);
        let mut world = world_at(&*transaction, now, None)?;
        let site = world.site_to_start(site_code)?;
        Engine::new(&mut world, None).start(site, extent, now);
        save_world(&mut world, now, &mut *transaction)?;
        let node = world.site(site).ok_or(NotFound::AnySite)?;
        let extent = node.state.attempts.back().map(|attempt| attempt.extent).unwrap_or_default();
        let status = self.status_in(&*transaction)?;
        let started = StartedSync { site_code: node.code.to_string(), time, extent, status };
        transaction.commit()?;
        Ok(started)
    }

    /// Advances the hierarchy clock until no site is synchronizing, and reports the events.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn wait_until_idle(&self, observer: &mut dyn FnMut(&Event)) -> Result<Idle, StoreError> {
        let mut transaction = self.begin_simulated()?;
        let now = Moment::of(self.time_in(&*transaction)?);
        let mut world = world_at(&*transaction, now, Some(observer))?;
        let end = run_until_idle(&mut world, now, Some(observer), &mut *transaction)?;
        let status = self.status_in(&*transaction)?;
        transaction.commit()?;
        Ok(Idle { time: end.timestamp(), status })
    }
}
