use schemars::JsonSchema;
use serde::Serialize;

use super::plan::ResourceChange;
use super::resource::other_version;
use crate::shared::diagnostic::Diagnostic;

/// What a plan does with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    Create,
    Update,
    /// It is removed and created again.
    Replace,
    Delete,
    /// Its object stays, without a resource that manages it.
    Forget,
    /// A resource begins to manage an object that exists, and does not change it.
    Import,
    /// Only its address changes.
    Move,
    /// A later plan decides.
    Defer,
}

impl Action {
    pub(crate) const ALL: [Self; 8] =
        [Self::Create, Self::Update, Self::Replace, Self::Delete, Self::Forget, Self::Import, Self::Move, Self::Defer];

    /// What is planned for a resource; `None` for nothing.
    ///
    /// # Errors
    /// When this version does not know it.
    pub(crate) fn of(resource: &ResourceChange<'_>) -> Result<Option<Self>, Diagnostic> {
        let actions: Vec<&str> = resource.change.actions.iter().map(String::as_str).collect();
        Ok(Some(match actions.as_slice() {
            ["no-op"] if resource.change.importing.is_some() => Self::Import,
            ["no-op"] if resource.previous_address.is_some() => Self::Move,
            ["no-op" | "read"] => return Ok(None),
            ["create"] | ["create", "forget"] | ["forget", "create"] => Self::Create,
            ["update"] => Self::Update,
            ["delete", "create"] | ["create", "delete"] => Self::Replace,
            ["delete"] => Self::Delete,
            ["forget"] => Self::Forget,
            _ => {
                let actions = actions.join(" and ");
                return Err(other_version(&format!("{}: unknown action {actions}", resource.address)));
            }
        }))
    }

    /// The verb.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Delete => "delete",
            Self::Forget => "forget",
            Self::Import => "import",
            Self::Move => "move",
            Self::Defer => "defer",
        }
    }
}
