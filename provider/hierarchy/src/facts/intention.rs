use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::{object_key, read, write};
use crate::history::Author;
use crate::model::{Object, ObjectId, Owner, Stored};
use crate::store::{FactKind, StoreError, Transaction, View};

/// What a plan does with an object that exists.
///
/// Terraform passes nothing of a saved plan to the process that applies it, where that creates an object. So what such a
/// creation depends on is kept with the object itself. It counts for the same actor, as long as nobody changes the object.
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

/// An intention, and what it is based on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlannedIntention {
    #[serde(flatten)]
    basis: Basis,
    intention: Intention,
}

/// The object as it was planned, and who planned it. The plan may be thrown away: nobody else must make what it intends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Basis {
    revision: u64,
    /// Empty where an older release planned, which did not keep it.
    #[serde(default)]
    actor: String,
    #[serde(default)]
    origin: String,
    /// The marks of its owners.
    #[serde(default)]
    owners: BTreeSet<String>,
}

impl Basis {
    fn of(id: &ObjectId, revision: u64, author: &Author, view: &dyn View) -> Result<Self, StoreError> {
        let owners = view.owners(id)?.iter().map(|owner| owner.mark.to_string()).collect();
        Ok(Self { revision, actor: author.actor.clone(), origin: author.origin.clone(), owners })
    }

    /// Whether the object is still the planned one, with no new owner, and the same actor applies the plan.
    fn holds(&self, id: &ObjectId, revision: u64, author: &Author, view: &dyn View) -> Result<bool, StoreError> {
        let owners = view.owners(id)?;
        let is_known = |owner: &Owner| owner.pending.is_some() || self.owners.contains(&owner.mark.to_string());
        Ok(self.revision == revision && author.is(&self.actor, &self.origin) && owners.iter().all(is_known))
    }
}

impl Intention {
    /// To replace an object by this one, some of whose attributes may be unknown.
    #[must_use]
    pub fn to_replace(by: &Object, has_unknown: bool) -> Self {
        Self::Replace { by: (!has_unknown).then(|| by.attributes()) }
    }

    /// What the last plan of an author that said so does with an object, which has this revision.
    pub(crate) fn of(
        id: &ObjectId,
        revision: u64,
        author: &Author,
        view: &dyn View,
    ) -> Result<Option<Self>, StoreError> {
        let planned: Option<PlannedIntention> = read(view, FactKind::Intention, &object_key(id))?;
        let Some(PlannedIntention { basis, intention }) = planned else { return Ok(None) };
        Ok(basis.holds(id, revision, author, view)?.then_some(intention))
    }

    pub(crate) fn save(
        &self,
        stored: &Stored<Object>,
        author: &Author,
        transaction: &mut dyn Transaction,
    ) -> Result<(), StoreError> {
        let id = stored.object.id();
        let basis = Basis::of(&id, stored.revision, author, &*transaction)?;
        let planned = PlannedIntention { basis, intention: self.clone() };
        write(transaction, FactKind::Intention, &object_key(&id), &planned)
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
