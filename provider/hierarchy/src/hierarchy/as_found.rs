use super::Hierarchy;
use crate::facts::{AsFound, Found};
use crate::store::{StoreError, Transaction};
use crate::write::{ImportError, ImportedSite, import_site};

/// A hierarchy that was read from a real site. It is never simulated: only another import changes its objects.
impl Hierarchy {
    /// Where the hierarchy is from; `None` if it is simulated.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn as_found(&self) -> Result<Option<AsFound>, StoreError> {
        self.read(|view| AsFound::of(view))
    }

    /// Imports what was read of a real site into an empty hierarchy, or into one that was read from the same site before.
    /// The owners of objects that are still there stay.
    ///
    /// # Errors
    /// If the hierarchy is simulated or another one, or the store cannot be written. Then nothing has changed.
    pub fn import_site(&self, found: Found) -> Result<ImportedSite, ImportError> {
        let mut transaction = self.begin()?;
        let imported = import_site(found, &mut *transaction)?;
        transaction.commit()?;
        Ok(imported)
    }

    /// Begins a write transaction of the simulation.
    ///
    /// # Errors
    /// As [`Hierarchy::begin`], and [`StoreError::AsFound`].
    pub(super) fn begin_simulated(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let transaction = self.begin()?;
        refuse_as_found(&*transaction)?;
        Ok(transaction)
    }
}

/// Refuses to change what was read from a real site.
pub(super) fn refuse_as_found(transaction: &dyn Transaction) -> Result<(), StoreError> {
    AsFound::of(transaction)?.map_or(Ok(()), |as_found| Err(as_found.refusal()))
}
