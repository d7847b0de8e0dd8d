use hierarchy::Kind;
use serde_json::Value;

use super::action::Action;
use super::plan::ResourceChange;
use super::resource;
use crate::shared::diagnostic::Diagnostic;

/// What a plan does with a resource.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    /// `None` where the object stays as it is: nothing is planned, or only another address.
    pub(crate) action: Option<Action>,
    /// The id of its object afterwards, if it is known.
    pub(crate) id: Option<String>,
    /// Its attributes afterwards, under the object's names; null if it is removed.
    pub(crate) attributes: Value,
    unknown: Value,
}

impl Planned {
    /// The plan for a resource that manages an object of this kind.
    ///
    /// # Errors
    /// When its action or a value is unknown to this version.
    pub(crate) fn of(kind: Kind, change: &ResourceChange<'_>) -> Result<Self, Diagnostic> {
        let action = Action::of(change)?.filter(|action| *action != Action::Move);
        let (id, attributes) = match change.change.after {
            Some(after) => resource::attributes(kind, Some(after))
                .map_err(|why| resource::other_version(&format!("{}: {why}", change.address)))?,
            None => (None, Value::Null),
        };
        Ok(Self { action, id, attributes, unknown: resource::marks(kind, change.change.after_unknown) })
    }

    /// Whether an attribute is known only after apply.
    pub(crate) fn is_unknown(&self, path: &str) -> bool {
        resource::is_marked(&self.unknown, path)
    }
}
