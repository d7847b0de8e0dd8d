//! What this process has seen of managed instances: the objects in the state, and their marks.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hierarchy::{Kind, Mark, ObjectId};
use tfplugin::framework::diagnostics::Diagnostic;

/// The marks that this process has seen.
#[derive(Debug, Default)]
pub(crate) struct Marks(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    /// Those that own their object, by object.
    owning: HashMap<(Kind, String), HashSet<Mark>>,
    /// Those that were planned.
    planned: HashSet<Mark>,
    /// The objects that were created: the removal of a former managed instance leaves them.
    created: HashSet<(Kind, String)>,
    /// The objects that stay when a resource of the state is removed, because others own them.
    staying: HashSet<(Kind, String)>,
    /// The objects of the state.
    in_state: HashSet<(Kind, String)>,
    /// Those that were read.
    read: HashSet<(Kind, String)>,
}

impl Marks {
    /// Records that a managed instance owns an object.
    pub(crate) fn record_owner(&self, id: &ObjectId, mark: Mark) {
        self.seen().owning.entry((id.kind, id.key())).or_default().insert(mark);
    }

    /// Whether a managed instance was seen to own an object.
    pub(crate) fn is_owner(&self, id: &ObjectId, mark: Mark) -> bool {
        self.seen().owning.get(&(id.kind, id.key())).is_some_and(|owning| owning.contains(&mark))
    }

    /// The managed instance that was seen to own an object, if there is only one.
    pub(crate) fn only_owner(&self, id: &ObjectId) -> Option<Mark> {
        let seen = self.seen();
        let mut owning = seen.owning.get(&(id.kind, id.key()))?.iter();
        owning.next().copied().filter(|_| owning.next().is_none())
    }

    /// Records that a managed instance is planned. Returns whether it is the first time.
    pub(crate) fn record_plan(&self, mark: Mark) -> bool {
        self.seen().planned.insert(mark)
    }

    /// Records that an object was created, adopted or reinstalled.
    pub(crate) fn record_creation(&self, id: &ObjectId) {
        self.seen().created.insert((id.kind, id.key()));
    }

    /// Whether an object was created, adopted or reinstalled.
    pub(crate) fn was_created(&self, id: &ObjectId) -> bool {
        self.seen().created.contains(&(id.kind, id.key()))
    }

    /// Records that an object stays when a resource of the state is removed, because others own it.
    pub(crate) fn record_staying(&self, id: &ObjectId) {
        self.seen().staying.insert((id.kind, id.key()));
    }

    /// Whether an object stays when a resource of the state is removed.
    pub(crate) fn is_staying(&self, id: &ObjectId) -> bool {
        self.seen().staying.contains(&(id.kind, id.key()))
    }

    /// Whether an object of this kind stays when a resource of the state is removed.
    pub(crate) fn is_any_staying(&self, kind: Kind) -> bool {
        self.seen().staying.iter().any(|(other, _)| *other == kind)
    }

    /// Records that the state has an object.
    pub(crate) fn record_in_state(&self, id: &ObjectId) {
        self.seen().in_state.insert((id.kind, id.key()));
    }

    /// Records that an object of the state was read.
    pub(crate) fn record_read(&self, id: &ObjectId) {
        self.seen().read.insert((id.kind, id.key()));
    }

    /// Whether an object of the state was read.
    pub(crate) fn was_read(&self, id: &ObjectId) -> bool {
        self.seen().read.contains(&(id.kind, id.key()))
    }

    /// Whether the state has an object that the run does not read, as without refresh.
    pub(crate) fn is_unread(&self, id: &ObjectId) -> bool {
        let seen = self.seen();
        seen.read.is_empty() && seen.in_state.contains(&(id.kind, id.key()))
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A mark that no other managed instance has.
pub(crate) fn new_mark() -> Result<Mark, Diagnostic> {
    let number = getrandom::u64().map_err(|error| {
        Diagnostic::error("The system gives no random numbers", format!("{error}. Each managed object needs one."))
    })?;
    Ok(Mark(number.to_le_bytes()))
}
