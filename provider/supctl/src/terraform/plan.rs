//! The JSON that `terraform show -json` prints for a plan.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::checks::CheckedObject;
use super::document::{self, Content};
use super::invocation::{ActionInvocation, DeferredActionInvocation};
use super::references::References;
use super::state::State;
use crate::shared::diagnostic::Diagnostic;

/// What to do without a plan.
const WITHOUT_PLAN: &str = "To check the hierarchy itself, leave out --plan.";

/// The parts of a plan that commands need.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Plan<'a> {
    #[serde(borrow, default)]
    pub(crate) resource_changes: Vec<ResourceChange<'a>>,
    /// What the refresh found: `before` is what the state has.
    #[serde(borrow, default)]
    pub(crate) resource_drift: Vec<ResourceChange<'a>>,
    /// The state after the refresh.
    #[serde(borrow, default)]
    pub(crate) prior_state: State<'a>,
    #[serde(default)]
    pub(crate) configuration: Configuration,
    /// Changes of a later plan: what they depend on is not known yet.
    #[serde(borrow, default)]
    pub(crate) deferred_changes: Vec<DeferredChange<'a>>,
    #[serde(default)]
    pub(crate) action_invocations: Vec<ActionInvocation>,
    /// Actions of a later plan.
    #[serde(default)]
    pub(crate) deferred_action_invocations: Vec<DeferredActionInvocation>,
    /// The results of check blocks and conditions.
    #[serde(default)]
    pub(crate) checks: Vec<CheckedObject>,
    #[serde(borrow, default)]
    pub(crate) output_changes: BTreeMap<String, Change<'a>>,
    /// The values of the root module's variables, sensitive ones in clear.
    #[serde(default)]
    pub(crate) variables: BTreeMap<String, VariableValue>,
    #[serde(default)]
    pub(crate) terraform_version: Option<String>,
    /// Whether planning failed.
    #[serde(default)]
    pub(crate) errored: bool,
}

/// A change that waits for a later plan.
#[derive(Debug, Deserialize)]
pub(crate) struct DeferredChange<'a> {
    /// A word for why it waits.
    #[serde(default)]
    pub(crate) reason: Option<String>,
    #[serde(borrow)]
    pub(crate) resource_change: ResourceChange<'a>,
}

/// The value of a variable.
#[derive(Debug, Deserialize)]
pub(crate) struct VariableValue {
    #[serde(default)]
    pub(crate) value: serde_json::Value,
}

/// A planned change of a resource.
#[derive(Debug, Deserialize)]
pub(crate) struct ResourceChange<'a> {
    pub(crate) address: String,
    /// The address in the state, if the resource was moved.
    #[serde(default)]
    pub(crate) previous_address: Option<String>,
    #[serde(default)]
    pub(crate) module_address: Option<String>,
    pub(crate) mode: String,
    pub(crate) r#type: String,
    pub(crate) name: String,
    #[serde(borrow)]
    pub(crate) change: Change<'a>,
}

/// Attributes stay unparsed until a resource is checked.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Change<'a> {
    pub(crate) actions: Vec<String>,
    #[serde(borrow, default)]
    pub(crate) before: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) after: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) after_unknown: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) before_sensitive: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) after_sensitive: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) importing: Option<&'a RawValue>,
    /// The attributes whose change replaces the resource, each with the path to it.
    #[serde(default)]
    pub(crate) replace_paths: Vec<Vec<serde_json::Value>>,
}

/// The configuration a plan was made from.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Configuration {
    #[serde(default)]
    pub(crate) root_module: Module,
    /// The provider blocks.
    #[serde(default)]
    pub(crate) provider_config: BTreeMap<String, ProviderBlock>,
}

/// A provider block.
#[derive(Debug, Deserialize)]
pub(crate) struct ProviderBlock {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) expressions: serde_json::Value,
}

/// A module with its resources and module calls.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Module {
    #[serde(default)]
    pub(crate) module_calls: BTreeMap<String, ModuleCall>,
    #[serde(default)]
    pub(crate) resources: Vec<DeclaredResource>,
    #[serde(default)]
    pub(crate) outputs: BTreeMap<String, References>,
    #[serde(default)]
    pub(crate) variables: BTreeMap<String, Variable>,
}

/// A resource block or a data block.
#[derive(Debug, Deserialize)]
pub(crate) struct DeclaredResource {
    /// Within its module.
    #[serde(default)]
    pub(crate) address: String,
    #[serde(default)]
    pub(crate) r#type: String,
    #[serde(default)]
    pub(crate) name: String,
    /// The expressions of its attributes: `constant_value`, or the `references` they contain.
    #[serde(default)]
    pub(crate) expressions: BTreeMap<String, Value>,
    #[serde(default)]
    pub(crate) for_each_expression: References,
    #[serde(default)]
    pub(crate) count_expression: References,
    #[serde(default)]
    pub(crate) depends_on: Vec<String>,
}

/// A variable block.
#[derive(Debug, Deserialize)]
pub(crate) struct Variable {
    #[serde(default)]
    pub(crate) sensitive: bool,
    #[serde(default)]
    pub(crate) default: Value,
}

/// A module call with its source.
#[derive(Debug, Deserialize)]
pub(crate) struct ModuleCall {
    #[serde(default)]
    pub(crate) source: String,
    #[serde(default)]
    pub(crate) module: Module,
    /// The expressions of its variables.
    #[serde(default)]
    pub(crate) expressions: BTreeMap<String, Value>,
    #[serde(default)]
    pub(crate) for_each_expression: References,
    #[serde(default)]
    pub(crate) count_expression: References,
    #[serde(default)]
    pub(crate) depends_on: Vec<String>,
}

impl<'a> Plan<'a> {
    /// Parses the text of a plan; `file` is its file.
    ///
    /// # Errors
    /// When it is not a plan, or a plan that cannot be used.
    pub(crate) fn read(text: &'a str, file: &Path) -> Result<Self, Diagnostic> {
        match document::content(text, file)? {
            Content::Plan => document::parsed(text, file),
            Content::State | Content::StateFile => Err(document::state_instead_of_plan(file, WITHOUT_PLAN)),
        }
    }

    /// Whether it runs an action of the provider, now or later.
    pub(crate) fn runs_own_action(&self) -> bool {
        let deferred = self.deferred_action_invocations.iter().map(|deferred| &deferred.action_invocation);
        self.action_invocations.iter().chain(deferred).any(|action| action.r#type.starts_with("configmgr_"))
    }

    /// The same, and also a plan that failed: [`Plan::errored`] tells.
    ///
    /// # Errors
    /// When it is not a plan, or one of a format that this version does not know.
    pub(crate) fn read_even_if_failed(text: &'a str, file: &Path) -> Result<Self, Diagnostic> {
        match document::content_even_if_failed(text, file)?.0 {
            Content::Plan => document::parsed(text, file),
            Content::State | Content::StateFile => Err(document::state_instead_of_plan(file, "")),
        }
    }
}
