use jiff::Timestamp;

use crate::change::RestOfRun;
use crate::facts::Intention;
use crate::history::Author;
use crate::judgement::Order;
use crate::model::{ObjectId, key};
use crate::store::{StoreError, View};

/// The conditions under which a change is judged, beside the hierarchy itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The time of the change.
    pub now: Timestamp,
    /// Who makes the change; `None` while it is only planned.
    pub author: Option<Author>,
    /// How installation-order mistakes are handled.
    pub order: Order,
    /// The other half of a replacement: the object created in place of the removed one, or the object removed in place
    /// of the created one.
    pub counterpart: Option<ObjectId>,
    /// Whether the object was declared only by a change at the console: no resource manages it, so one may declare it.
    pub is_unmanaged: bool,
    /// See [`crate::Conditions::rest_of_run`].
    pub rest_of_run: RestOfRun,
}

impl Circumstances {
    /// Whether the rest of the run removes an object, which has this revision. Where nothing else is known of the run, a
    /// plan of its author that removes the object is taken for its plan.
    pub(crate) fn is_removed_by_run(&self, id: &ObjectId, revision: u64, view: &dyn View) -> Result<bool, StoreError> {
        if self.rest_of_run.is_unknown() {
            let Some(author) = &self.author else { return Ok(false) };
            return Ok(Intention::of(id, revision, author, view)? == Some(Intention::Remove));
        }
        Ok(self.rest_of_run.removes(id))
    }

    /// Whether an object is the other half of a replacement.
    pub(crate) fn is_counterpart(&self, id: &str) -> bool {
        self.counterpart.as_ref().is_some_and(|other| other.key() == key(id))
    }
}
