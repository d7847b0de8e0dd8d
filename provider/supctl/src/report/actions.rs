//! The actions that a plan runs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::terraform::invocation::ActionInvocation;
use crate::terraform::plan::Plan;

/// An action that Terraform runs when the plan is applied.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PlannedAction {
    pub(crate) address: String,
    /// The address of the resource whose change runs it; null if a user runs it, with `-invoke`.
    pub(crate) triggered_by: Option<String>,
    /// When it runs: `after_update`, for example; null if a user runs it.
    pub(crate) event: Option<String>,
    /// Why a later plan runs it; null if this one does.
    pub(crate) deferred_because: Option<String>,
}

impl PlannedAction {
    /// The actions of a plan, in its order; deferred ones follow.
    pub(super) fn all(plan: &Plan<'_>) -> Vec<Self> {
        let now = plan.action_invocations.iter().map(|action| Self::of(action, None));
        let deferred = plan.deferred_action_invocations.iter().map(|deferred| {
            let reason = deferred.reason.clone().unwrap_or_default();
            Self::of(&deferred.action_invocation, Some(reason))
        });
        now.chain(deferred).collect()
    }

    fn of(action: &ActionInvocation, deferred_because: Option<String>) -> Self {
        let trigger = action.lifecycle_action_trigger.as_ref();
        Self {
            address: action.address.clone(),
            triggered_by: trigger.map(|trigger| trigger.triggering_resource_address.clone()),
            event: trigger.map(|trigger| as_configured(&trigger.action_trigger_event)),
            deferred_because,
        }
    }
}

/// The event as a configuration has it: `AfterUpdate` is `after_update`.
fn as_configured(event: &str) -> String {
    let mut word = String::new();
    for letter in event.chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(letter.to_lowercase());
    }
    word
}
