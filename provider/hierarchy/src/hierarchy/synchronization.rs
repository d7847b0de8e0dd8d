use super::Hierarchy;
use crate::facts::{Extent, Moment};
use crate::history::Author;
use crate::model::{Kind, ObjectId};
use crate::store::StoreError;
use crate::sync::{
    Engine, Event, FinishedSync, Idle, NotFound, StartedSync, SyncError, run_until_idle, save_world, world_at,
};

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

    /// Synchronizes from the top-level site down to the end, in one transaction: the hierarchy clock advances. A
    /// synchronization that is running ends first, with the settings it began with. The history names the author.
    ///
    /// # Errors
    /// If it cannot be started, or the store cannot be written. A software update point that fails is in the status.
    pub fn synchronize_to_end(
        &self,
        site_code: &str,
        extent: Extent,
        author: &Author,
        observer: &mut dyn FnMut(&Event),
    ) -> Result<FinishedSync, SyncError> {
        let mut transaction = self.begin()?;
        let mut now = Moment::of(self.time_in(&*transaction)?);
        let mut world = world_at(&*transaction, now, Some(observer))?;
        let mut waited_since = None;
        let site = match world.site_to_start(Some(site_code)) {
            Err(SyncError::Running { since, .. }) => {
                waited_since = Some(since);
                now = run_until_idle(&mut world, now, Some(observer), &mut *transaction)?;
                world.site_to_start(Some(site_code))?
            }
            site => site?,
        };
        let began = now.timestamp();
        Engine::new(&mut world, Some(observer)).start(site, extent, now);
        let end = run_until_idle(&mut world, now, Some(observer), &mut *transaction)?;
        let site_code = world.site(site).map(|node| node.code.to_string()).ok_or(NotFound::AnySite)?;
        let status = self.status_in(&*transaction)?;
        let stored = transaction.get(&ObjectId::new(Kind::Site, &site_code))?.ok_or(NotFound::AnySite)?;
        self.writer.commit_synchronization(&stored, author, began, transaction)?;
        Ok(FinishedSync { site_code, waited_since, began, ended: end.timestamp(), status })
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
