use jiff::Timestamp;

use crate::history::{Action, Author, HistoryEntry};
use crate::model::{Object, ObjectId, Stored};
use crate::store::{StoreError, Transaction};

/// The change of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a handful live at a time")]
pub(crate) enum Step {
    /// It is created.
    Create { object: Object, declared: bool },
    /// Its attributes change, or it is declared, or no longer declared.
    Alter { action: Action, before: Stored<Object>, object: Object, declared: bool },
    /// It is removed.
    Delete { before: Stored<Object> },
}

impl Step {
    pub(crate) fn create(object: impl Into<Object>, declared: bool) -> Self {
        Self::Create { object: object.into(), declared }
    }

    /// Changes attributes. Changing those of an implicitly created object adopts it.
    pub(crate) fn update(before: Stored<Object>, object: Object, declared: bool) -> Self {
        let action = if declared && !before.declared { Action::Adopt } else { Action::Update };
        Self::Alter { action, before, object, declared }
    }

    /// Resets to the defaults, undeclared.
    pub(crate) fn release(before: Stored<Object>, defaults: impl Into<Object>) -> Self {
        let object = defaults.into();
        Self::Alter { action: Action::Release, before, object, declared: false }
    }

    /// Synchronizes a site, which stays as it is.
    pub(crate) fn synchronize(site: Stored<Object>) -> Self {
        let (object, declared) = (site.object.clone(), site.declared);
        Self::Alter { action: Action::Synchronize, before: site, object, declared }
    }

    pub(crate) fn delete(before: Stored<Object>) -> Self {
        Self::Delete { before }
    }

    /// Writes the object as of this revision.
    pub(crate) fn write(&self, revision: u64, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        match self {
            Self::Create { object, declared } | Self::Alter { object, declared, .. } => {
                let object = object.clone();
                transaction.put(&Stored { object, revision, declared: *declared })
            }
            Self::Delete { before } => transaction.remove(&before.object.id()),
        }
    }

    /// Its entry in the history.
    pub(crate) fn entry(&self, revision: u64, time: Timestamp, author: &Author) -> HistoryEntry {
        let (action, before, after, declared) = match self {
            Self::Create { object, declared } => (Action::Create, None, Some(object), *declared),
            Self::Alter { action, before, object, declared } => {
                (*action, Some(&before.object), Some(object), *declared)
            }
            Self::Delete { before } => (Action::Delete, Some(&before.object), None, false),
        };
        let object = self.object();
        HistoryEntry {
            revision,
            time,
            actor: author.actor.clone(),
            origin: author.origin.clone(),
            database_user: None,
            action,
            object: object.id(),
            site_code: object.site_code().map(str::to_owned),
            declared,
            before: before.map(Object::attributes),
            after: after.map(Object::attributes),
        }
    }

    /// Whether the object is no longer declared.
    pub(crate) fn releases(&self) -> bool {
        matches!(self, Self::Alter { action: Action::Release, .. })
    }

    /// The objects that the object referred to before the change, and no longer does.
    pub(crate) fn ended_references(&self) -> Vec<ObjectId> {
        match self {
            Self::Create { .. } => Vec::new(),
            Self::Alter { before, object, .. } => before.object.references_beyond(Some(object)),
            Self::Delete { before } => before.object.references_beyond(None),
        }
    }

    /// Whether the object is created.
    pub(crate) fn is_creation(&self) -> bool {
        matches!(self, Self::Create { .. })
    }

    /// The object before the change; `None` if it is created.
    pub(crate) fn before(&self) -> Option<&Object> {
        match self {
            Self::Create { .. } => None,
            Self::Alter { before, .. } | Self::Delete { before } => Some(&before.object),
        }
    }

    /// The object after the change; `None` if it is removed.
    pub(crate) fn after(&self) -> Option<&Object> {
        match self {
            Self::Create { object, .. } | Self::Alter { object, .. } => Some(object),
            Self::Delete { .. } => None,
        }
    }

    /// The object; if it is removed, as it was.
    pub(crate) fn object(&self) -> &Object {
        match self {
            Self::Create { object, .. } | Self::Alter { object, .. } => object,
            Self::Delete { before } => &before.object,
        }
    }
}
