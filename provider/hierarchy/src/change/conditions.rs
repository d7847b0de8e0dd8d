use std::collections::BTreeSet;
use std::time::Duration;

use crate::judgement::Order;
use crate::model::{Identity, Manager, ObjectId};

/// The conditions of a change. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// How long to wait for other writers. `None`: the default of the store.
    pub lock_timeout: Option<Duration>,
    /// The revision of the object when the change was planned. Changes made by others since then refuse the change
    /// (V126); changes made through the same [`crate::Hierarchy`] value do not.
    pub expected_revision: Option<u64>,
    /// How installation-order mistakes are handled.
    pub order: Order,
    /// The other half of a replacement ([`crate::rules::Circumstances::counterpart`]).
    pub counterpart: Option<ObjectId>,
    /// The managed instance that makes the change. `None` for a change at the console, which takes no ownership and
    /// is not bound by it.
    pub manager: Option<Manager>,
    /// The rest of the run whose plan contains the change. `None`: the change is made alone.
    pub rest_of_run: Option<RestOfRun>,
}

/// What else a run plans, as far as it is known when one of its changes is made. Its rules were judged when it was
/// planned.
///
/// Terraform removes an object before it changes the objects that used it. So a removal in a run is accepted while
/// other objects still use the removed one: the removal is completed with the change of the last of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RestOfRun {
    removed: BTreeSet<Identity>,
}

impl RestOfRun {
    /// A run that removes these objects. Without any, the run may remove others: the process that applies a saved plan
    /// does not know them.
    pub fn removing<'a>(ids: impl IntoIterator<Item = &'a ObjectId>) -> Self {
        Self { removed: ids.into_iter().map(ObjectId::identity).collect() }
    }

    /// Whether it is known to remove the object.
    pub(crate) fn removes(&self, id: &ObjectId) -> bool {
        self.removed.contains(&id.identity())
    }
}
