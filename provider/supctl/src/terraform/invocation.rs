//! The actions that a plan runs (from Terraform 1.14 on).

use serde::Deserialize;

/// An action that is run.
#[derive(Debug, Deserialize)]
pub(crate) struct ActionInvocation {
    #[serde(default)]
    pub(crate) address: String,
    #[serde(default)]
    pub(crate) r#type: String,
    /// What runs it; `None` if a user does, with `-invoke`.
    #[serde(default)]
    pub(crate) lifecycle_action_trigger: Option<Trigger>,
}

/// A change of a resource that runs an action.
#[derive(Debug, Deserialize)]
pub(crate) struct Trigger {
    #[serde(default)]
    pub(crate) triggering_resource_address: String,
    /// Such as `AfterUpdate`.
    #[serde(default)]
    pub(crate) action_trigger_event: String,
}

/// An action that a later plan runs.
#[derive(Debug, Deserialize)]
pub(crate) struct DeferredActionInvocation {
    /// A word for why it waits.
    #[serde(default)]
    pub(crate) reason: Option<String>,
    pub(crate) action_invocation: ActionInvocation,
}
