use jiff::Timestamp;

use super::Hierarchy;
use crate::facts::Moment;
use crate::store::{StoreError, Transaction};
use crate::sync::faults;
use crate::sync::{Fault, FaultError, FaultKind, keep, settled};

impl Hierarchy {
    /// What goes wrong on purpose, by kind and target.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn faults(&self) -> Result<Vec<Fault>, StoreError> {
        self.read(|view| faults::all(view))
    }

    /// Makes something go wrong until it is cleared. False where it does already.
    ///
    /// # Errors
    /// When there is no such server or site, or the store cannot be written.
    pub fn add_fault(&self, kind: FaultKind, target: &str, actor: &str) -> Result<bool, FaultError> {
        self.change_faults(|transaction, since| faults::add(transaction, kind, target, since, actor))
    }

    /// Lets go well again what was made to go wrong: of a kind, at a server or site, or everything. What was cleared comes
    /// back.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn clear_faults(&self, kind: Option<FaultKind>, target: Option<&str>) -> Result<Vec<Fault>, FaultError> {
        self.change_faults(|transaction, _| faults::clear(transaction, kind, target))
    }

    /// Why a fault changes nothing where it is put, as a sentence; `None` where it changes something.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn why_without_effect(&self, fault: &Fault) -> Result<Option<&'static str>, StoreError> {
        self.read(|view| faults::why_without_effect(view, fault))
    }

    /// What happens until now happens by the old state of things, what comes by the new one.
    fn change_faults<T>(
        &self,
        change: impl FnOnce(&mut dyn Transaction, Timestamp) -> Result<T, FaultError>,
    ) -> Result<T, FaultError> {
        let mut transaction = self.begin()?;
        let time = self.time_in(&*transaction)?;
        let now = Moment::of(time);
        let mut before = settled(&*transaction, now, None)?;
        keep(&mut before, now, &mut *transaction)?;
        let outcome = change(&mut *transaction, time)?;
        let mut after = settled(&*transaction, now, None)?;
        keep(&mut after, now, &mut *transaction)?;
        transaction.commit()?;
        Ok(outcome)
    }
}
