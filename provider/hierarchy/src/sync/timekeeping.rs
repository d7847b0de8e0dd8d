//! The hierarchy's clock.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::event::Event;
use super::moment::Moment;
use super::settle::{keep, settled};
use super::state::Timekeeping;
use crate::hierarchy::Hierarchy;
use crate::store::StoreError;

/// What the hierarchy's clock shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClockReading {
    /// The time in the hierarchy.
    pub time: Timestamp,
    /// The time of the machine.
    pub machine_time: Timestamp,
    /// How many seconds the hierarchy's clock was put ahead of the machine's.
    pub ahead_seconds: i64,
    /// True where the machine's clock went back: the hierarchy's stands still until it has caught up.
    pub stands_still: bool,
}

/// Why a clock is not moved.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// Time only goes on.
    #[error("the hierarchy's clock goes forward only")]
    Back,
    /// Farther than there are dates.
    #[error("the hierarchy's clock does not go that far")]
    TooFar,
    /// The hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ClockError {
    /// What its reader can do about it, as a sentence.
    #[must_use]
    pub fn way_out(&self) -> String {
        match self {
            Self::Back => "Write how far it is to go on, such as 90m, 8d or 1w. What has happened stays.".to_owned(),
            Self::TooFar => format!("Write a shorter time: it goes as far as the year {LAST_YEAR}."),
            Self::Store(error) => error.way_out().to_owned(),
        }
    }
}

/// Years beyond this are not those of an administrator, and schedules run through each day of them.
const LAST_YEAR: i16 = 2200;

impl ClockReading {
    fn of(time: &Timekeeping, machine_time: Timestamp) -> Self {
        let shown = time.now(machine_time);
        let unhindered = machine_time.saturating_add(SignedDuration::from_secs(time.ahead)).unwrap_or(machine_time);
        Self {
            time: shown,
            machine_time,
            ahead_seconds: time.ahead,
            // Moments are whole seconds.
            stands_still: unhindered.as_second() < shown.as_second(),
        }
    }
}

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

impl Timekeeping {
    /// Makes the clock show a time from now on: one that stands still is set going again.
    fn put_to(&mut self, shown: Timestamp, machine: Timestamp) {
        let ahead = shown.duration_since(machine);
        // Rounded up: a second begun on the machine's clock is no reason to stand still.
        self.ahead = ahead.as_secs() + i64::from(ahead.subsec_nanos() > 0);
    }
}
