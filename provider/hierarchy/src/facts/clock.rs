use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::json::{read, write};
use super::moment::Moment;
use crate::store::{FactKind, StoreError, Transaction, View};

/// The last supported year: schedules run through each day until then.
pub(crate) const LAST_YEAR: i16 = 2200;

/// The hierarchy clock, and the progress of the simulation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClockState {
    /// How many seconds the hierarchy clock is ahead of the machine clock.
    #[serde(default)]
    pub(crate) ahead: i64,
    /// All events due until then have happened.
    #[serde(default)]
    pub(crate) settled: Option<Moment>,
    /// When the next event happens.
    #[serde(default)]
    pub(crate) due: Option<Moment>,
    /// The first change of sites, roles or settings that the simulation has not processed.
    #[serde(default)]
    pub(crate) changed: Option<Moment>,
    /// Whether the facts of servers are known to the simulation. Stores of earlier releases did not have them.
    #[serde(default)]
    pub(crate) knows_servers: bool,
    /// Since when the current schedule is set.
    #[serde(default)]
    pub(crate) scheduled: Option<Moment>,
}

impl ClockState {
    pub(crate) const KEY: &'static str = "";

    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        Ok(read(view, FactKind::Clock, Self::KEY)?.unwrap_or_default())
    }

    /// The clock, and the hierarchy time at the machine time `machine`.
    ///
    /// # Errors
    /// If the store cannot be read, or has a time that no clock can have reached: the simulation would run through each
    /// day until then.
    pub(crate) fn at(view: &dyn View, machine: Timestamp) -> Result<(Self, Timestamp), StoreError> {
        let state = Self::of(view)?;
        match state.impossible_time(machine) {
            None => Ok((state, state.now(machine))),
            Some(reason) => Err(StoreError::DamagedFact { what: "the clock".to_owned(), reason }),
        }
    }

    /// Which of its times lies before 1970 or after [`LAST_YEAR`].
    fn impossible_time(&self, machine: Timestamp) -> Option<String> {
        let past = [("settled", self.settled), ("changed", self.changed), ("scheduled", self.scheduled)];
        let is_impossible = |time: Moment| time.timestamp() < Timestamp::UNIX_EPOCH || is_too_far(time.timestamp());
        let is_ahead_impossible = self.ahead < 0 || self.ahead > 0 && is_too_far(self.now(machine));
        let impossible = past.into_iter().filter(|(_, time)| time.is_some_and(is_impossible)).map(|(name, _)| name);
        let name = impossible.chain(is_ahead_impossible.then_some("ahead")).next()?;
        Some(format!("{name} is out of range: times are from 1970 to {LAST_YEAR}"))
    }

    pub(crate) fn save(&self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        write(transaction, FactKind::Clock, Self::KEY, self)
    }

    /// The hierarchy time at the machine time `machine`. It never goes back.
    pub(crate) fn now(&self, machine: Timestamp) -> Timestamp {
        let ahead = machine.checked_add(SignedDuration::from_secs(self.ahead)).unwrap_or(machine);
        self.settled.map_or(ahead, |settled| ahead.max(settled.timestamp()))
    }

    /// Sets the clock to a time; a stopped clock runs again.
    pub(crate) fn set_to(&mut self, shown: Timestamp, machine: Timestamp) {
        let ahead = shown.duration_since(machine);
        // Rounded up, so that a started second of the machine clock does not stop it.
        self.ahead = ahead.as_secs() + i64::from(ahead.subsec_nanos() > 0);
    }

    /// Whether an event due until then has not happened.
    pub(crate) fn is_due(&self, now: Moment) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    /// Whether the simulation must run before the hierarchy is read.
    pub(crate) fn is_behind(&self, now: Moment) -> bool {
        self.settled.is_none() || self.changed.is_some() || self.is_due(now)
    }
}

/// Whether a time is beyond the last supported year.
pub(crate) fn is_too_far(time: Timestamp) -> bool {
    time.to_zoned(TimeZone::UTC).year() > LAST_YEAR
}
