use jiff::Timestamp;

use super::Hierarchy;
use crate::facts::Moment;
use crate::store::{StoreError, Transaction};
use crate::sync::faults;
use crate::sync::{AddedFault, FaultKind, InjectedFault, LookupError, save_world, world_at};

impl Hierarchy {
    /// The injected faults, by kind and target.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn faults(&self) -> Result<Vec<InjectedFault>, StoreError> {
        self.read(|view| InjectedFault::of(faults::all(view)?, view))
    }

    /// Injects a fault until it is cleared, unless it is already injected.
    ///
    /// # Errors
    /// If the server or site does not exist, or the store cannot be written.
    pub fn add_fault(&self, kind: FaultKind, target: &str, actor: &str) -> Result<AddedFault, LookupError> {
        self.change_faults(|transaction, since| faults::add(transaction, kind, target, since, actor))
    }

    /// Clears faults: of a kind, at a server or site, or all. Returns the cleared faults.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn clear_faults(
        &self,
        kind: Option<FaultKind>,
        target: Option<&str>,
    ) -> Result<Vec<InjectedFault>, LookupError> {
        self.change_faults(|transaction, _| faults::clear(transaction, kind, target))
    }

    /// Events until now use the old faults, later events the new ones.
    fn change_faults<T>(
        &self,
        change: impl FnOnce(&mut dyn Transaction, Timestamp) -> Result<T, LookupError>,
    ) -> Result<T, LookupError> {
        let mut transaction = self.begin_simulated()?;
        let time = self.time_in(&*transaction)?;
        let now = Moment::of(time);
        let mut before = world_at(&*transaction, now, None)?;
        save_world(&mut before, now, &mut *transaction)?;
        let outcome = change(&mut *transaction, time)?;
        let mut after = world_at(&*transaction, now, None)?;
        save_world(&mut after, now, &mut *transaction)?;
        transaction.commit()?;
        Ok(outcome)
    }
}
