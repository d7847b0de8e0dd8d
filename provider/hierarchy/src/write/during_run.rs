use std::cell::Cell;

use super::own::OwnChanges;
use crate::change::RestOfRun;
use crate::model::{Identity, Kind, Object, ObjectId, Owner, Stored};
use crate::store::{FactKind, Lookup, StoreError, View};

/// The hierarchy in the middle of a run. It notes when an answer has an object that the run has yet to change.
pub(super) struct DuringRun<'a> {
    pub(super) view: &'a dyn View,
    pub(super) rest_of_run: &'a RestOfRun,
    pub(super) own: &'a OwnChanges,
    /// The object whose change is judged.
    pub(super) changed: &'a Identity,
    pub(super) is_uncertain: &'a Cell<bool>,
}

impl DuringRun<'_> {
    fn note(&self, id: &ObjectId, stored: Option<&Stored<Object>>) {
        let is_made = stored.is_some_and(|stored| self.own.contains(stored.revision));
        if !is_made && id.identity() != *self.changed && self.rest_of_run.may_change(id, stored.is_some()) {
            self.is_uncertain.set(true);
        }
    }
}

impl View for DuringRun<'_> {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        let stored = self.view.get(id)?;
        self.note(id, stored.as_ref());
        Ok(stored)
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        let found = self.view.find(kind, lookup)?;
        for stored in &found {
            if self.is_uncertain.get() {
                break;
            }
            self.note(&stored.object.id(), Some(stored));
        }
        Ok(found)
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        self.view.count(kind, lookup)
    }

    fn has_at_least(&self, number: u64, kind: Kind, lookup: Lookup<'_>) -> Result<bool, StoreError> {
        self.view.has_at_least(number, kind, lookup)
    }

    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        self.view.owners(id)
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        self.view.is_retired(site_code)
    }

    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        self.view.fact(kind, key)
    }

    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        self.view.facts(kind)
    }
}
