//! What others changed in the object of a change, and what an earlier run created.

use super::own::OwnChanges;
use crate::change::{ApplyError, Change, RestOfRun};
use crate::facts::Intention;
use crate::history::{Action, Author, HistoryEntry, HistoryFilter};
use crate::model::{Kind, Object, Stored};
use crate::store::{StoreError, Transaction, View};

/// Refuses a change of an object that others changed after the planned revision. An object to be removed may already be
/// removed.
pub(super) fn refuse_if_changed(
    seen: u64,
    change: &Change,
    rest_of_run: &RestOfRun,
    author: &Author,
    own: &OwnChanges,
    transaction: &dyn Transaction,
) -> Result<(), ApplyError> {
    let id = change.id();
    let stored = transaction.get(&id)?;
    let now = stored.as_ref().map(|stored| stored.revision);
    let gone_as_wanted = now.is_none() && matches!(change, Change::Delete(_));
    if now == Some(seen) || gone_as_wanted {
        return Ok(());
    }
    let filter = HistoryFilter { after_revision: Some(seen), ..HistoryFilter::of(&id) };
    let mut since = transaction.history(&filter)?;
    since.retain(|entry| !own.contains(entry.revision) && entry.action != Action::Synchronize);
    let is_as_planned =
        matches!((change, &stored), (Change::Update(planned), Some(stored)) if stored.object == *planned);
    let is_of_run = |central: &HistoryEntry| is_as_planned || rest_of_run.is_known_to_change(&central.object);
    let mut by_others = Vec::new();
    for entry in since {
        if !expansion_of(&entry, author, transaction)?.as_ref().is_some_and(is_of_run) {
            by_others.push(entry);
        }
    }
    let since = by_others;
    // A hierarchy restored from a backup has no history of the planned revision.
    let is_older = now.is_some_and(|now| now < seen);
    if since.is_empty() && !is_older { Ok(()) } else { Err(ApplyError::Stale { object: id, since }) }
}

/// The installation of a central administration site by the same author, if that is why an object changed. With an alias of
/// the provider, another process of the same run installs that site.
fn expansion_of(
    entry: &HistoryEntry,
    author: &Author,
    transaction: &dyn Transaction,
) -> Result<Option<HistoryEntry>, StoreError> {
    if entry.action != Action::Update || !author.is(&entry.actor, &entry.origin) {
        return Ok(None);
    }
    let after_revision = Some(entry.revision.saturating_sub(1));
    let sites = HistoryFilter { kind: Some(Kind::Site), after_revision, ..HistoryFilter::default() };
    let is_installed = |other: &HistoryEntry| other.revision == entry.revision && other.action == Action::Create;
    Ok(transaction.history(&sites)?.into_iter().find(is_installed))
}

/// Whether a plan replaces the object that is to be created: it still exists, because of `create_before_destroy`, or because
/// another address that has it is yet to remove it. What a plan kept in the hierarchy counts where nothing else is known of the run.
pub(super) fn is_replacement(
    change: &Change,
    rest_of_run: &RestOfRun,
    author: &Author,
    own: &OwnChanges,
    view: &dyn View,
) -> Result<bool, StoreError> {
    let Change::Create(object) = change else { return Ok(false) };
    let Some(existing) = view.get(&change.id())?.filter(|stored| stored.declared) else { return Ok(false) };
    if rest_of_run.is_certain() {
        return Ok(rest_of_run.removes(&change.id()) && !own.contains(existing.revision));
    }
    let intention = Intention::of(&change.id(), existing.revision, author, view)?;
    Ok(intention.is_some_and(|intention| intention.is_to_create(object)))
}

/// Whether the object to be created was made for another change of the run that needed it, and nobody owns it yet.
pub(super) fn was_made_first(change: &Change, rest_of_run: &RestOfRun, view: &dyn View) -> Result<bool, StoreError> {
    let Change::Create(object) = change else { return Ok(false) };
    let existing = view.get(&change.id())?;
    let is_just_so = existing.is_some_and(|existing| existing.declared && existing.object == *object);
    Ok(is_just_so && rest_of_run.written(&change.id()) == Some(object) && view.owners(&change.id())?.is_empty())
}

/// The creation of the same object by the same author in an earlier run, if the object is just as it is to be created, and
/// nobody else owns it or, if it has no owners, has changed it since.
pub(super) fn interrupted_creation(
    change: &Change,
    author: &Author,
    own: &OwnChanges,
    view: &dyn View,
    history: impl FnOnce() -> Result<Vec<HistoryEntry>, StoreError>,
) -> Result<Option<HistoryEntry>, StoreError> {
    let Change::Create(object) = change else { return Ok(None) };
    let id = change.id();
    let is_just_so =
        |stored: &Stored<Object>| stored.declared && stored.object == *object && !own.contains(stored.revision);
    if !view.get(&id)?.as_ref().is_some_and(is_just_so) {
        return Ok(None);
    }
    let (owners, mut history) = (view.owners(&id)?, history()?);
    history.retain(|entry| entry.action != Action::Synchronize);
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
