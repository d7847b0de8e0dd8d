use serde::{Deserialize, Serialize};

use crate::store::{FactKind, StoreError, Transaction, View};

/// A backup that was restored in place of a hierarchy with more revisions. The next change has a revision above those: a
/// plan that was made before must not fit another change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restoration {
    /// The last revision of the hierarchy that was replaced.
    pub(crate) former_revision: u64,
}

impl Restoration {
    /// All that happened.
    pub(crate) fn all(view: &dyn View) -> Result<Vec<Self>, StoreError> {
        let facts = super::readable::<Self>(view, FactKind::Restoration)?.into_iter();
        Ok(facts.map(|(_, restoration)| restoration).collect())
    }

    /// Stores it. Stores find the highest revision by the key.
    pub(crate) fn write(self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        super::write(transaction, FactKind::Restoration, &self.former_revision.to_string(), &self)
    }
}
