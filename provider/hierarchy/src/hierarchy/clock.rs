use jiff::{SignedDuration, Timestamp};

use super::Hierarchy;
use crate::facts::{ClockState, Moment};
use crate::store::StoreError;
use crate::sync::{ClockError, ClockReading, Event, LAST_YEAR, save_world, world_at};

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
        self.read(|view| Ok(ClockReading::of(&ClockState::of(view)?, self.machine_time())))
    }

    /// Advances the hierarchy clock; all events due until then happen.
    ///
    /// # Errors
    /// If it would go back or beyond the last supported year, or the store cannot be written.
    pub fn advance_clock(&self, by: SignedDuration) -> Result<ClockReading, ClockError> {
        self.pass_time(by, &mut |_| ())
    }

    /// Like [`Hierarchy::advance_clock`], and reports the events. Retries that fail in the same way are reported
    /// together.
    ///
    /// # Errors
    /// As [`Hierarchy::advance_clock`].
    pub fn pass_time(&self, by: SignedDuration, observer: &mut dyn FnMut(&Event)) -> Result<ClockReading, ClockError> {
        if by <= SignedDuration::ZERO {
            return Err(ClockError::Back);
        }
        let mut transaction = self.begin()?;
        let now = self.time_in(&*transaction)?;
        let then = now.checked_add(by).map_err(|_| ClockError::TooFar)?;
        if then.to_zoned(jiff::tz::TimeZone::UTC).year() > LAST_YEAR {
            return Err(ClockError::TooFar);
        }
        let mut world = world_at(&*transaction, Moment::of(then), Some(observer))?;
        world.time.set_to(then, self.machine_time());
        save_world(&mut world, Moment::of(then), &mut *transaction)?;
        transaction.commit()?;
        Ok(ClockReading::of(&world.time, self.machine_time()))
    }

    /// Runs due events if the store can be written, so that reads show the current state.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn catch_up(&self) -> Result<(), StoreError> {
        let is_due = |time: &ClockState| time.is_due(Moment::of(time.now(self.machine_time())));
        if !self.read(|view| Ok(is_due(&ClockState::of(view)?)))? {
            return Ok(());
        }
        match self.run_due_events() {
            Err(error) if error.allows_reading() => Ok(()),
            outcome => outcome,
        }
    }

    /// Runs all due events.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(crate) fn run_due_events(&self) -> Result<(), StoreError> {
        let is_behind = |time: &ClockState| time.is_behind(Moment::of(time.now(self.machine_time())));
        if !self.read(|view| Ok(is_behind(&ClockState::of(view)?)))? {
            return Ok(());
        }
        let mut transaction = self.begin()?;
        let now = Moment::of(self.time_in(&*transaction)?);
        let mut world = world_at(&*transaction, now, None)?;
        save_world(&mut world, now, &mut *transaction)?;
        transaction.commit()
    }
}
