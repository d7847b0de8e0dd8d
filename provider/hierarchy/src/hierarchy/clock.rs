use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Hierarchy;
use crate::facts::{AsFound, ClockState, Moment, is_too_far};
use crate::store::{StoreError, View};
use crate::sync::{Advanced, ClockError, ClockReading, Event, Settled, save_world, world_at};

impl Hierarchy {
    /// The time in the hierarchy.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn now(&self) -> Result<Timestamp, StoreError> {
        self.read(|view| self.time_in(view))
    }

    /// A reading of the hierarchy clock.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn clock(&self) -> Result<ClockReading, StoreError> {
        self.read(|view| Ok(ClockReading::of(&self.clock_in(view)?.0, self.machine_time())))
    }

    /// Advances the hierarchy clock; all events due until then happen.
    ///
    /// # Errors
    /// If it would go back or beyond the last supported year, or the store cannot be written.
    pub fn advance_clock(&self, by: SignedDuration) -> Result<ClockReading, ClockError> {
        Ok(self.pass_time(by, &mut |_| ())?.clock)
    }

    /// Like [`Hierarchy::advance_clock`], and reports the events. Retries that fail in the same way are reported
    /// together.
    ///
    /// # Errors
    /// As [`Hierarchy::advance_clock`].
    pub fn pass_time(&self, by: SignedDuration, observer: &mut dyn FnMut(&Event)) -> Result<Advanced, ClockError> {
        if by <= SignedDuration::ZERO {
            return Err(ClockError::Back);
        }
        let mut transaction = self.begin_simulated()?;
        let now = self.time_in(&*transaction)?;
        let then = now.checked_add(by).map_err(|_| ClockError::TooFar)?;
        if is_too_far(then) {
            return Err(ClockError::TooFar);
        }
        let mut world = world_at(&*transaction, Moment::of(then), Some(observer))?;
        world.time.set_to(then, self.machine_time());
        save_world(&mut world, Moment::of(then), &mut *transaction)?;
        let status = self.status_in(&*transaction)?;
        let clock = ClockReading::of(&world.time, self.machine_time());
        transaction.commit()?;
        Ok(Advanced { clock, status })
    }

    /// Runs due events if the store can be written at once, so that reads show the current state.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn catch_up(&self) -> Result<(), StoreError> {
        self.run_events_where(ClockState::is_due)
    }

    /// Reads one consistent snapshot, as it is once all due events have happened. They are not stored: nothing changes.
    ///
    /// `read` must use the given view; it cannot call this hierarchy.
    ///
    /// # Errors
    /// If the store cannot be read, and any error of `read`.
    pub fn read_settled<T>(&self, read: impl FnOnce(&dyn View) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.read(|view| {
            let (clock, time) = self.clock_in(view)?;
            read(&Settled::of(view, &clock, Moment::of(time))?)
        })
    }

    /// Runs all due events, and processes what was changed, if the store can be written at once: a reader does not wait
    /// for a writer. What is not stored now is computed by each reader.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(crate) fn run_due_events(&self) -> Result<(), StoreError> {
        self.run_events_where(ClockState::is_behind)
    }

    fn run_events_where(&self, is_due: impl Fn(&ClockState, Moment) -> bool) -> Result<(), StoreError> {
        let now = |view: &dyn View| {
            let (state, time) = self.clock_in(view)?;
            let now = Moment::of(time);
            // Nothing happens in what was read from a real site.
            Ok((is_due(&state, now) && !AsFound::is(view)?).then_some(now))
        };
        if self.read(now)?.is_none() {
            return Ok(());
        }
        match self.store_due_events(now) {
            Err(error) if error.allows_reading() => Ok(()),
            outcome => outcome,
        }
    }

    /// Runs due events and stores the result, unless another process has just done that.
    fn store_due_events(
        &self,
        now: impl FnOnce(&dyn View) -> Result<Option<Moment>, StoreError>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.store.begin(Duration::ZERO)?;
        let Some(now) = now(&*transaction)? else { return Ok(()) };
        let mut world = world_at(&*transaction, now, None)?;
        save_world(&mut world, now, &mut *transaction)?;
        transaction.commit()
    }
}
