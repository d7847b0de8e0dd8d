use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::body::{keep, read};
use super::moment::Moment;
use crate::store::{FactKind, StoreError, Transaction, View};

/// The hierarchy's clock, and how far the simulation has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Timekeeping {
    /// How many seconds the hierarchy's clock is ahead of the machine's.
    #[serde(default)]
    pub(crate) ahead: i64,
    /// Everything that was due until then has happened.
    #[serde(default)]
    pub(crate) settled: Option<Moment>,
    /// When something happens next.
    #[serde(default)]
    pub(crate) due: Option<Moment>,
    /// When sites, roles or settings changed first since the simulation last looked at them.
    #[serde(default)]
    pub(crate) changed: Option<Moment>,
    /// Since when the schedule is as it is.
    #[serde(default)]
    pub(crate) scheduled: Option<Moment>,
}

impl Timekeeping {
    pub(crate) const KEY: &'static str = "";

    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        Ok(read(view, FactKind::Clock, Self::KEY)?.unwrap_or_default())
    }

    pub(crate) fn keep(&self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        keep(transaction, FactKind::Clock, Self::KEY, self)
    }

    /// The hierarchy's time when the machine's is `machine`. It never goes back.
    pub(crate) fn now(&self, machine: Timestamp) -> Timestamp {
        let ahead = machine.checked_add(SignedDuration::from_secs(self.ahead)).unwrap_or(machine);
        self.settled.map_or(ahead, |settled| ahead.max(settled.timestamp()))
    }

    /// Makes the clock show a time from now on: one that stands still is set going again.
    pub(crate) fn put_to(&mut self, shown: Timestamp, machine: Timestamp) {
        let ahead = shown.duration_since(machine);
        // Rounded up: a second begun on the machine's clock is no reason to stand still.
        self.ahead = ahead.as_secs() + i64::from(ahead.subsec_nanos() > 0);
    }

    /// Whether something was due until then that has not happened.
    pub(crate) fn is_due(&self, now: Moment) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    /// Whether the simulation has to look at what there is before anybody else does.
    pub(crate) fn is_behind(&self, now: Moment) -> bool {
        self.settled.is_none() || self.changed.is_some() || self.is_due(now)
    }
}
