//! The JSON that `terraform show -json` prints for a plan.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::document::{self, Content};
use super::state::State;
use crate::shared::diagnostic::Diagnostic;

/// The parts of a plan that commands need.
#[derive(Debug, Deserialize)]
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
}

/// A planned change of a resource.
#[derive(Debug, Deserialize)]
pub(crate) struct ResourceChange<'a> {
    pub(crate) address: String,
    #[serde(default)]
    pub(crate) module_address: Option<String>,
    pub(crate) mode: String,
    pub(crate) r#type: String,
    pub(crate) name: String,
    #[serde(borrow)]
    pub(crate) change: Change<'a>,
}

/// Attributes stay unparsed until a resource is checked.
#[derive(Debug, Deserialize)]
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
}

/// The configuration a plan was made from.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Configuration {
    #[serde(default)]
    pub(crate) root_module: Module,
}

/// A module with its resources and module calls.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Module {
    #[serde(default)]
    pub(crate) resources: Vec<Block>,
    #[serde(default)]
    pub(crate) module_calls: BTreeMap<String, ModuleCall>,
}

/// The block of a resource.
#[derive(Debug, Deserialize)]
pub(crate) struct Block {
    pub(crate) r#type: String,
    pub(crate) name: String,
    /// The expressions of its attributes: `constant_value`, or the `references` they contain.
    #[serde(default)]
    pub(crate) expressions: BTreeMap<String, Value>,
}

/// A module call with its source.
#[derive(Debug, Deserialize)]
pub(crate) struct ModuleCall {
    #[serde(default)]
    pub(crate) source: String,
    #[serde(default)]
    pub(crate) module: Module,
}

impl<'a> Plan<'a> {
    /// Parses the text of a plan; `file` is its file.
    ///
    /// # Errors
    /// When it is not a plan, or a plan that cannot be used.
    pub(crate) fn read(text: &'a str, file: &Path) -> Result<Self, Diagnostic> {
        match document::content(text, file)? {
            Content::Plan => document::parsed(text, file),
            Content::State | Content::StateFile => Err(document::state_instead_of_plan(file)),
        }
    }
}
