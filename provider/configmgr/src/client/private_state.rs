//! What is kept beside an object's state, for Terraform to bring back: what a plan is about to do, and what it was made on.

use hierarchy::{Change, Hierarchy, Object, ObjectId, Stored};
use serde::{Deserialize, Serialize};
use tfplugin::framework::context::Private;
use tfplugin::framework::diagnostics::Diagnostic;

use super::errors::store_diagnostic;

/// All that is kept. What an older version left reads as nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// What a plan is about to do.
    pub(crate) intent: Option<Intent>,
    seen: Option<Seen>,
}

/// What a plan is about to do with an object of this key.
///
/// Terraform replaces an object in two halves that do not know of each other. The plan of the second half gets what the
/// plan of the first left; the removal gets what the plan of the new object left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Intent {
    Keep(String),
    Install(String),
    /// A site together with all of the hierarchy above it, so that its code is free again.
    InstallAnew(String),
    Remove(String),
}

/// The revision at which an object was last read. It names the object: in a replacement, what is kept reaches the removal
/// of one object by way of the plan of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    key: String,
    revision: u64,
}

impl Kept {
    pub(crate) fn of(private: &Private) -> Self {
        private.get().unwrap_or_default()
    }

    /// What is kept of an object that was just read.
    pub(crate) fn read(stored: &Stored<Object>) -> Self {
        let key = stored.object.id().key();
        Self { intent: Some(Intent::Keep(key.clone())), seen: Some(Seen { key, revision: stored.revision }) }
    }

    /// Looks at an object as it is now, where it is there.
    pub(crate) fn look(&mut self, hierarchy: &Hierarchy, object: &ObjectId) -> Result<(), Diagnostic> {
        if let Some(stored) = hierarchy.get(object).map_err(|error| store_diagnostic(&error))? {
            self.seen = Self::read(&stored).seen;
        }
        Ok(())
    }

    /// The other half of a replacement, seen from a change of `object`: what is installed in place of what goes, or what was
    /// looked at before it gave way to what is installed.
    ///
    /// What is installed anew as it was is its own counterpart.
    pub(crate) fn counterpart_of(&self, change: &Change) -> Option<ObjectId> {
        let Some(Intent::Install(installed)) = &self.intent else { return None };
        let other = match change {
            Change::Delete(_) => Some(installed),
            Change::Create(_) | Change::Update(_) => self.seen.as_ref().map(|seen| &seen.key),
        };
        other.map(|key| ObjectId::new(change.id().kind, key))
    }

    pub(crate) fn has_seen_something(&self) -> bool {
        self.seen.is_some()
    }

    /// The revision at which the object was last read.
    pub(crate) fn revision_of(&self, object: &ObjectId) -> Option<u64> {
        self.seen.as_ref().filter(|seen| seen.key == object.key()).map(|seen| seen.revision)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use hierarchy::{Account, Kind, ObjectId, Stored};
    use tfplugin::framework::context::Private;

    use super::Kept;

    #[test]
    fn a_revision_is_that_of_the_object_it_was_read_of() {
        let account = Account { user_name: r"CONTOSO\wsus".to_owned(), password_version: None };
        let mut private = Private::default();
        private.set(&Kept::read(&Stored { object: account.into(), revision: 7, declared: true }));
        for (id, expected) in [(r"contoso\WSUS", Some(7)), (r"CONTOSO\other", None)] {
            let object = ObjectId::new(Kind::Account, id);
            assert_eq!(Kept::of(&private).revision_of(&object), expected, "{object}");
        }
    }

    #[test]
    fn what_an_older_version_left_reads_as_nothing() {
        let mut private = Private::default();
        assert_eq!(Kept::of(&private), Kept::default());
        private.set(&BTreeMap::from([("Keep", "ps1")]));
        assert_eq!(Kept::of(&private), Kept::default());
    }
}
