use jiff::{SignedDuration, Timestamp};

use super::Hierarchy;
use crate::facts::{Moment, Timekeeping};
use crate::store::StoreError;
use crate::sync::{ClockError, ClockReading, Event, LAST_YEAR, keep, settled};

impl Hierarchy {
    /// The time in the hierarchy.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn now(&self) -> Result<Timestamp, StoreError> {
        self.read(|view| self.time_in(view))
    }

    /// What the hierarchy's clock shows.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn clock(&self) -> Result<ClockReading, StoreError> {
        self.read(|view| Ok(ClockReading::of(&Timekeeping::of(view)?, self.machine_time())))
    }

    /// Puts the hierarchy's clock forward; all that is due until then happens.
    ///
    /// # Errors
    /// When it is to go back, or beyond the calendar, or the store cannot be written.
    pub fn advance_clock(&self, by: SignedDuration) -> Result<ClockReading, ClockError> {
        self.pass_time(by, &mut |_| ())
    }

    /// As [`Hierarchy::advance_clock`], and shows what happens meanwhile. Attempts that fail as the one before did are not
    /// shown one by one.
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
        let mut world = settled(&*transaction, Moment::of(then), Some(observer))?;
        world.time.put_to(then, self.machine_time());
        keep(&mut world, Moment::of(then), &mut *transaction)?;
        transaction.commit()?;
        Ok(ClockReading::of(&world.time, self.machine_time()))
    }

    /// Lets happen what was due, where that can be written: whoever asks what has become of things is not to be told of
    /// yesterday.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn catch_up(&self) -> Result<(), StoreError> {
        let is_due = |time: &Timekeeping| time.is_due(Moment::of(time.now(self.machine_time())));
        if !self.read(|view| Ok(is_due(&Timekeeping::of(view)?)))? {
            return Ok(());
        }
        match self.settle() {
            Err(StoreError::ReadOnly { .. } | StoreError::Locked { .. }) => Ok(()),
            outcome => outcome,
        }
    }

    /// Lets happen what was due since somebody last looked.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub(crate) fn settle(&self) -> Result<(), StoreError> {
        let is_behind = |time: &Timekeeping| time.is_behind(Moment::of(time.now(self.machine_time())));
        if !self.read(|view| Ok(is_behind(&Timekeeping::of(view)?)))? {
            return Ok(());
        }
        let mut transaction = self.begin()?;
        let now = Moment::of(self.time_in(&*transaction)?);
        let mut world = settled(&*transaction, now, None)?;
        keep(&mut world, now, &mut *transaction)?;
        transaction.commit()
    }
}
