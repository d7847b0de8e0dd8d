use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::json::{read, write};
use super::moment::Moment;
use crate::store::{FactKind, StoreError, Transaction, View};

/// The hierarchy clock, and the progress of the simulation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
