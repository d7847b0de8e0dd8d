//! Who owns the object of a change, before and after it.

use jiff::{SignedDuration, Timestamp};

use crate::change::{Change, Step};
use crate::history::{Action, Author, HistoryEntry};
use crate::model::{Manager, Mark, Object, ObjectId, Owner, Ownership};
use crate::store::{StoreError, Transaction, View};

/// How long a plan with an import may wait to be applied. What is pending for longer is forgotten.
const PENDING_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Whether the object belongs to the manager of a change. A change at the console is not bound by ownership.
pub(super) fn of(
    change: &Change,
    manager: Option<&Manager>,
    transaction: &dyn Transaction,
) -> Result<Ownership, StoreError> {
    let Some(manager) = manager else { return Ok(Ownership::Sole) };
    Ok(Ownership::of(manager.mark, &transaction.owners(&change.id())?, &manager.runs))
}

/// Removes the manager from the owners of an object that stays. Who was imported in the same run stays for good.
pub(super) fn leave(
    id: &ObjectId,
    manager: Option<&Manager>,
    transaction: &mut dyn Transaction,
) -> Result<(), StoreError> {
    let Some(manager) = manager else { return Ok(()) };
    let before = transaction.owners(id)?;
    let mut owners = before.clone();
    owners.retain(|owner| Some(owner.mark) != manager.mark);
    for owner in owners.iter_mut().filter(|owner| owner.counts_in(&manager.runs)) {
        owner.pending = None;
    }
    if owners == before { Ok(()) } else { transaction.set_owners(id, &owners) }
}

/// Makes the manager of a change own the object: alone what it creates, together with others what it changes. An instance
/// whose mark the object does not know takes no ownership from those who own it. Returns whether the owners changed.
pub(super) fn take(
    change: &Change,
    manager: Option<&Manager>,
    author: &Author,
    now: Timestamp,
    transaction: &mut dyn Transaction,
) -> Result<bool, StoreError> {
    let Some(manager) = manager else { return Ok(false) };
    let (id, before) = (change.id(), transaction.owners(&change.id())?);
    let owner =
        |mark| Owner { mark, actor: author.actor.clone(), origin: author.origin.clone(), since: now, pending: None };
    let mut owners = before.clone();
    match change {
        Change::Create(_) => owners = vec![owner(manager.new_mark)],
        Change::Update(_) => match owners.iter_mut().find(|owner| Some(owner.mark) == manager.mark) {
            Some(own) => own.pending = None,
            None if !before.iter().any(|owner| owner.counts_in(&manager.runs)) || manager.mark.is_none() => {
                owners.push(owner(manager.mark.unwrap_or(manager.new_mark)));
            }
            None => {}
        },
        Change::Delete(_) => {}
    }
    if owners == before {
        return Ok(false);
    }
    transaction.set_owners(&id, &owners)?;
    Ok(true)
}

/// Adds an owner that is pending, and forgets those that have been for too long.
pub(super) fn import(id: &ObjectId, owner: Owner, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
    let mut owners = transaction.owners(id)?;
    let since = owner.since.saturating_sub(PENDING_FOR).unwrap_or(Timestamp::MIN);
    owners.retain(|other| other.pending.is_none() || other.since >= since);
    owners.push(owner);
    transaction.set_owners(id, &owners)
}

/// Makes a pending owner count.
pub(super) fn confirm(id: &ObjectId, mark: Mark, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
    let mut owners = transaction.owners(id)?;
    if let Some(own) = owners.iter_mut().find(|owner| owner.mark == mark) {
        own.pending = None;
    }
    transaction.set_owners(id, &owners)
}

/// The steps of a removal, but an implicitly created object that was imported in the same run stays: it is declared
/// instead. What is on a site is always removed with the site.
pub(super) fn keep_imported(
    change: &Change,
    manager: Option<&Manager>,
    mut steps: Vec<Step>,
    transaction: &dyn Transaction,
) -> Result<Vec<Step>, StoreError> {
    let (Change::Delete(_), Some(manager)) = (change, manager) else { return Ok(steps) };
    if steps.iter().any(|step| matches!(step.object(), Object::Site(_))) {
        return Ok(steps);
    }
    for step in &mut steps {
        if let Step::Delete { before } = step
            && !before.declared
            && transaction.owners(&before.object.id())?.iter().any(|owner| owner.counts_in(&manager.runs))
        {
            *step = Step::update(before.clone(), before.object.clone(), true);
        }
    }
    Ok(steps)
}

/// Whether an object to be created was declared only by another tool, at the console, and nobody owns it.
pub(super) fn is_unmanaged(
    change: &Change,
    author: &Author,
    view: &dyn View,
    history: impl FnOnce() -> Result<Vec<HistoryEntry>, StoreError>,
) -> Result<bool, StoreError> {
    let (Change::Create(_), id) = (change, change.id()) else { return Ok(false) };
    let is_declared = view.get(&id)?.is_some_and(|stored| stored.declared);
    if !is_declared || !view.owners(&id)?.is_empty() {
        return Ok(false);
    }
    let declared_by = |entry: &HistoryEntry| matches!(entry.action, Action::Create | Action::Adopt);
    let declaration = history()?.into_iter().rfind(declared_by);
    Ok(declaration.is_some_and(|entry| entry.action == Action::Adopt && entry.origin != author.origin))
}

#[cfg(test)]
mod tests;
