//! What is stored beside an object's state for the provider alone: what a plan intends, and the revision it was made on.

use hierarchy::{Change, Hierarchy, Object, ObjectId, Stored};
use serde::{Deserialize, Serialize};
use tfplugin::framework::context::Private;
use tfplugin::framework::diagnostics::Diagnostic;

use super::errors::store_error;

/// The private state of an object. One of an older version reads as empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PrivateState {
    /// What a plan intends.
    pub(crate) intent: Option<Intent>,
    last_read: Option<LastRead>,
}

/// What a plan intends to do with the object of this key.
///
/// Terraform replaces an object in two halves that do not know of each other. The plan of the second half gets the private
/// state of the first; the removal gets that of the new object's plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Intent {
    Keep(String),
    Create(String),
    /// The site above it is replaced in the same run, so that its site code is free again.
    CreateWithParent(String),
    Delete(String),
}

/// The revision at which an object was last read. It names the object: in a replacement, the removal of one object gets the
/// private state of the plan of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LastRead {
    key: String,
    revision: u64,
}

impl PrivateState {
    pub(crate) fn of(private: &Private) -> Self {
        private.get().unwrap_or_default()
    }

    /// The private state of an object that was just read.
    pub(crate) fn after_read(stored: &Stored<Object>) -> Self {
        let key = stored.object.id().key();
        Self { intent: Some(Intent::Keep(key.clone())), last_read: Some(LastRead { key, revision: stored.revision }) }
    }

    /// Takes the revision of an object as it is now, if it exists.
    pub(crate) fn read_revision(&mut self, hierarchy: &Hierarchy, object: &ObjectId) -> Result<(), Diagnostic> {
        if let Some(stored) = hierarchy.get(object).map_err(|error| store_error(&error))? {
            self.last_read = Self::after_read(&stored).last_read;
        }
        Ok(())
    }

    /// The other half of a replacement: the object created in place of the one that the change removes, or the object
    /// removed in favor of the one it creates. Where both have one id, an object is its own counterpart.
    pub(crate) fn counterpart_of(&self, change: &Change) -> Option<ObjectId> {
        let Some(Intent::Create(created)) = &self.intent else { return None };
        let other = match change {
            Change::Delete(_) => Some(created),
            Change::Create(_) | Change::Update(_) => self.last_read.as_ref().map(|read| &read.key),
        };
        other.map(|key| ObjectId::new(change.id().kind, key))
    }

    pub(crate) fn has_revision(&self) -> bool {
        self.last_read.is_some()
    }

    /// The revision at which the object was last read.
    pub(crate) fn revision_of(&self, object: &ObjectId) -> Option<u64> {
        self.last_read.as_ref().filter(|read| read.key == object.key()).map(|read| read.revision)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use hierarchy::{Account, Kind, ObjectId, Stored};
    use tfplugin::framework::context::Private;

    use super::PrivateState;

    #[test]
    fn a_revision_is_that_of_the_object_it_was_read_of() {
        let account = Account { user_name: r"CONTOSO\wsus".to_owned(), password_version: None };
        let mut private = Private::default();
        private.set(&PrivateState::after_read(&Stored { object: account.into(), revision: 7, declared: true }));
        for (id, expected) in [(r"contoso\WSUS", Some(7)), (r"CONTOSO\other", None)] {
            let object = ObjectId::new(Kind::Account, id);
            assert_eq!(PrivateState::of(&private).revision_of(&object), expected, "{object}");
        }
    }

    #[test]
    fn what_an_older_version_left_reads_as_nothing() {
        let mut private = Private::default();
        assert_eq!(PrivateState::of(&private), PrivateState::default());
        private.set(&BTreeMap::from([("Keep", "ps1")]));
        assert_eq!(PrivateState::of(&private), PrivateState::default());
    }
}
