use super::Hierarchy;
use crate::history::Author;
use crate::model::{Mark, ObjectId, Owner, Ownership, RunId};
use crate::store::StoreError;

/// Who owns an object.
impl Hierarchy {
    /// The owners of an object.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        self.read(|view| view.owners(id))
    }

    /// Whether an object belongs to the managed instance with a mark, for changes planned or made in these runs.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn ownership(&self, id: &ObjectId, mark: Option<Mark>, runs: &[RunId]) -> Result<Ownership, StoreError> {
        Ok(Ownership::of(mark, &self.owners(id)?, runs))
    }

    /// Adds a managed instance that imports an object to its owners. It is pending: it counts in this run, and in all
    /// runs once another one confirms it ([`Hierarchy::confirm_import`]).
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn import(&self, id: &ObjectId, mark: Mark, run: RunId, author: &Author) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        let Author { actor, origin } = author.clone();
        let owner = Owner { mark, actor, origin, since: self.time_in(&*transaction)?, pending: Some(run) };
        self.writer.import(id, owner, transaction)
    }

    /// Makes a pending owner count in all runs, unless it is `run` that imported it. An object that was created
    /// implicitly is declared then: importing is declaring. Does nothing if the instance is not pending.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn confirm_import(&self, id: &ObjectId, mark: Mark, run: RunId, author: &Author) -> Result<(), StoreError> {
        let is_returning = |owner: &Owner| owner.mark == mark && owner.pending.is_some_and(|pending| pending != run);
        if !self.owners(id)?.iter().any(is_returning) {
            return Ok(());
        }
        let transaction = self.begin()?;
        let now = self.time_in(&*transaction)?;
        self.writer.confirm(id, mark, author, now, transaction)
    }

    /// Removes all owners of an object. Whoever changes or removes it next is not bound by them.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn clear_owners(&self, id: &ObjectId) -> Result<(), StoreError> {
        let mut transaction = self.begin()?;
        transaction.set_owners(id, &[])?;
        transaction.commit()
    }
}
