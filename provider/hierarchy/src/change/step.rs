use jiff::Timestamp;

use super::Author;
use crate::history::{Action, HistoryEntry};
use crate::model::{Object, Stored};
use crate::store::{StoreError, Transaction};

/// One object's part in a change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a handful live at a time")]
pub(crate) enum Step {
    /// It comes into being.
    Create { object: Object, declared: bool },
    /// It becomes another, or is declared, or no longer so.
    Alter { action: Action, before: Stored<Object>, object: Object, declared: bool },
    /// It goes.
    Delete { before: Stored<Object> },
}

impl Step {
    pub(crate) fn create(object: impl Into<Object>, declared: bool) -> Self {
        Self::Create { object: object.into(), declared }
    }

    /// New attributes; of an object that came along with a role, whoever gives it some adopts it.
    pub(crate) fn update(before: Stored<Object>, object: Object, declared: bool) -> Self {
        let action = if declared && !before.declared { Action::Adopt } else { Action::Update };
        Self::Alter { action, before, object, declared }
    }

    /// Back to the defaults, undeclared.
    pub(crate) fn release(before: Stored<Object>, defaults: impl Into<Object>) -> Self {
        let object = defaults.into();
        Self::Alter { action: Action::Release, before, object, declared: false }
    }

    pub(crate) fn delete(before: Stored<Object>) -> Self {
        Self::Delete { before }
    }

    /// Writes the object as it is from this revision on.
    pub(crate) fn write(&self, revision: u64, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        match self {
            Self::Create { object, declared } | Self::Alter { object, declared, .. } => {
                let object = object.clone();
                transaction.put(&Stored { object, revision, declared: *declared })
            }
            Self::Delete { before } => transaction.remove(&before.object.id()),
        }
    }

    /// What the history says of it.
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
            action,
            object: object.id(),
            site_code: object.site_code().map(str::to_owned),
            declared,
            before: before.map(Object::attributes),
            after: after.map(Object::attributes),
        }
    }

    /// Whether the object comes into being.
    pub(crate) fn is_creation(&self) -> bool {
        matches!(self, Self::Create { .. })
    }

    /// What the object is from then on; none where it goes.
    pub(crate) fn after(&self) -> Option<&Object> {
        match self {
            Self::Create { object, .. } | Self::Alter { object, .. } => Some(object),
            Self::Delete { .. } => None,
        }
    }

    /// The object; where it goes, as it was.
    pub(crate) fn object(&self) -> &Object {
        match self {
            Self::Create { object, .. } | Self::Alter { object, .. } => object,
            Self::Delete { before } => &before.object,
        }
    }
}
