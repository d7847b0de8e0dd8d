//! What others changed in the object of a change, and what an earlier run created.

use super::own::OwnChanges;
use crate::change::{ApplyError, Author, Change};
use crate::history::{Action, HistoryEntry, HistoryFilter};
use crate::model::{Object, Stored};
use crate::store::{StoreError, Transaction};

/// Refuses a change of an object that others changed after the planned revision. An object to be removed may already be
/// removed.
pub(super) fn refuse_if_changed(
    seen: u64,
    change: &Change,
    own: &OwnChanges,
    transaction: &dyn Transaction,
) -> Result<(), ApplyError> {
    let id = change.id();
    let now = transaction.get(&id)?.map(|stored| stored.revision);
    let gone_as_wanted = now.is_none() && matches!(change, Change::Delete(_));
    if now == Some(seen) || gone_as_wanted {
        return Ok(());
    }
    let filter = HistoryFilter { after_revision: Some(seen), ..HistoryFilter::of(&id) };
    let mut since = transaction.history(&filter)?;
    since.retain(|entry| !own.contains(entry.revision));
    // A hierarchy restored from a backup has no history of the planned revision.
    let is_older = now.is_some_and(|now| now < seen);
    if since.is_empty() && !is_older { Ok(()) } else { Err(ApplyError::Stale { object: id, since }) }
}

/// The creation of the same object by the same author in an earlier run, if the object is just as it is to be created, and
/// nobody else owns it or, if it has no owners, has changed it since.
pub(super) fn interrupted_creation(
    change: &Change,
    author: &Author,
    own: &OwnChanges,
    transaction: &dyn Transaction,
) -> Result<Option<HistoryEntry>, StoreError> {
    let Change::Create(object) = change else { return Ok(None) };
    let id = change.id();
    let is_just_so =
        |stored: &Stored<Object>| stored.declared && stored.object == *object && !own.contains(stored.revision);
    if !transaction.get(&id)?.as_ref().is_some_and(is_just_so) {
        return Ok(None);
    }
    let owners = transaction.owners(&id)?;
    let mut history = transaction.history(&HistoryFilter::of(&id))?;
    if owners.is_empty() {
        history = history.pop().into_iter().collect();
    }
    let is_creation = |entry: &HistoryEntry| matches!(entry.action, Action::Create | Action::Adopt);
    let creation = history.into_iter().rfind(is_creation);
    Ok(creation.filter(|entry| {
        !own.contains(entry.revision)
            && author.is(&entry.actor, &entry.origin)
            && owners.iter().all(|owner| owner.pending.is_some() || author.is(&owner.actor, &owner.origin))
    }))
}
