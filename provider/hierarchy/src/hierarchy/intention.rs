use super::Hierarchy;
use crate::facts::{AsFound, Intention};
use crate::history::{Author, HistoryFilter};
use crate::judgement::Finding;
use crate::model::{Object, ObjectId};
use crate::store::StoreError;

/// What plans do with objects that exist.
impl Hierarchy {
    /// Keeps what a plan of an author does with an object; nothing if the object does not exist.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn intend(&self, id: &ObjectId, intention: &Intention, author: &Author) -> Result<(), StoreError> {
        let is_kept = self.read(|view| match view.get(id)? {
            // No plan changes what was read from a real site.
            _ if AsFound::is(view)? => Ok(true),
            Some(stored) => Ok(Intention::of(id, stored.revision, author, view)?.as_ref() == Some(intention)),
            None => Ok(true),
        })?;
        if is_kept {
            return Ok(());
        }
        let mut transaction = self.begin()?;
        if let Some(stored) = transaction.get(id)? {
            intention.save(&stored, author, &mut *transaction)?;
        }
        transaction.commit()
    }

    /// Whether a plan of the author replaces an object by this one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_planned_replacement(&self, object: &Object, author: &Author) -> Result<bool, StoreError> {
        let id = object.id();
        let intention = self.read(|view| match view.get(&id)? {
            Some(stored) => Intention::of(&id, stored.revision, author, view),
            None => Ok(None),
        })?;
        Ok(intention.is_some_and(|intention| intention.is_to_create(object)))
    }

    /// Why an object cannot be created because it exists already. Nothing if it does not exist, or if its creation adopts
    /// it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn duplication(&self, object: &Object, author: &Author) -> Result<Vec<Finding>, StoreError> {
        let id = object.id();
        if !self.get(&id)?.is_some_and(|stored| stored.declared) {
            return Ok(Vec::new());
        }
        let history = self.history(&HistoryFilter::of(&id))?;
        self.read(|view| self.writer.duplication(object, author, view, &history))
    }
}
