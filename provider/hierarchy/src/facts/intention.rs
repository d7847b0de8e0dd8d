use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::{object_key, read, write};
use crate::model::{Object, ObjectId, Stored};
use crate::store::{FactKind, StoreError, Transaction, View};

/// What a plan does with an object that exists.
///
/// Terraform passes nothing of a saved plan to the process that applies it, where that creates an object. So what such a
/// creation depends on is kept with the object itself. It counts as long as nobody changes the object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Intention {
    /// It is removed.
    Remove,
    /// It is removed and created again.
    Replace {
        /// Its attributes then; `None` while some of them are unknown.
        by: Option<Value>,
    },
}

/// An intention, and the revision of the object that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlannedIntention {
    revision: u64,
    intention: Intention,
}

impl Intention {
    /// To replace an object by this one, some of whose attributes may be unknown.
    #[must_use]
    pub fn to_replace(by: &Object, has_unknown: bool) -> Self {
        Self::Replace { by: (!has_unknown).then(|| by.attributes()) }
    }

    /// What the last plan that said so does with an object, which has this revision.
    pub(crate) fn of(id: &ObjectId, revision: u64, view: &dyn View) -> Result<Option<Self>, StoreError> {
        let planned: Option<PlannedIntention> = read(view, FactKind::Intention, &object_key(id))?;
        Ok(planned.filter(|planned| planned.revision == revision).map(|planned| planned.intention))
    }

    pub(crate) fn save(&self, stored: &Stored<Object>, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        let planned = PlannedIntention { revision: stored.revision, intention: self.clone() };
        write(transaction, FactKind::Intention, &object_key(&stored.object.id()), &planned)
    }

    /// Forgets what was planned for an object that is removed.
    pub(crate) fn forget(removed: &ObjectId, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        transaction.remove_fact(FactKind::Intention, &object_key(removed))
    }

    /// Whether it is to replace the object by this one.
    pub(crate) fn is_to_create(&self, object: &Object) -> bool {
        match self {
            Self::Replace { by } => by.as_ref().is_none_or(|by| *by == object.attributes()),
            Self::Remove => false,
        }
    }
}
