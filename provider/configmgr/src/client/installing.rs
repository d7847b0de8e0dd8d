//! What this process created and is still being installed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hierarchy::{Mark, Object, ObjectId, Stored};
use tfplugin::framework::diagnostics::Diagnostic;

/// A change that was made, until Terraform is told of it.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// The object after it.
    pub(crate) stored: Stored<Object>,
    /// The mark of the managed instance.
    pub(crate) mark: Mark,
    /// What there is to tell about it.
    pub(crate) warnings: Vec<Diagnostic>,
    /// Whether the object is pending after it.
    pub(crate) is_pending: bool,
}

/// The changes whose objects are pending.
#[derive(Debug, Default)]
pub(crate) struct Installing(Mutex<BTreeMap<ObjectId, Written>>);

impl Installing {
    /// Keeps a change for the next attempt of the call that made it.
    pub(crate) fn keep(&self, written: Written) {
        let id = written.stored.object.id();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, written);
    }

    /// The change that an earlier attempt of a call made.
    pub(crate) fn take(&self, id: &ObjectId) -> Option<Written> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id)
    }
}
