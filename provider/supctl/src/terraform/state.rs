//! The JSON that `terraform show -json` prints for a state.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// The parts of a state that commands need; an empty state has no values.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct State<'a> {
    #[serde(borrow, default)]
    values: Option<Values<'a>>,
}

#[derive(Debug, Deserialize)]
struct Values<'a> {
    #[serde(borrow)]
    root_module: StateModule<'a>,
    #[serde(default)]
    outputs: BTreeMap<String, StateOutput>,
}

/// An output of the root module.
#[derive(Debug, Deserialize)]
pub(crate) struct StateOutput {
    #[serde(default)]
    pub(crate) sensitive: bool,
    #[serde(default)]
    pub(crate) value: Value,
}

/// A module instance.
#[derive(Debug, Deserialize)]
struct StateModule<'a> {
    /// Absent for the root module.
    #[serde(default)]
    address: Option<String>,
    #[serde(borrow, default)]
    resources: Vec<StateResource<'a>>,
    #[serde(borrow, default)]
    child_modules: Vec<StateModule<'a>>,
}

/// A resource instance.
#[derive(Debug, Deserialize)]
pub(crate) struct StateResource<'a> {
    pub(crate) address: String,
    pub(crate) mode: String,
    pub(crate) r#type: String,
    pub(crate) name: String,
    /// The key of an instance that a failed replacement left.
    #[serde(default)]
    pub(crate) deposed_key: Option<String>,
    #[serde(borrow, default)]
    pub(crate) values: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) sensitive_values: Option<&'a RawValue>,
}

impl<'a> State<'a> {
    /// The outputs of the root module.
    pub(crate) fn outputs(&self) -> impl Iterator<Item = &StateOutput> {
        self.values.iter().flat_map(|values| values.outputs.values())
    }

    /// All resource instances, each with the address of its module: empty for the root module.
    pub(crate) fn resources(&self) -> Vec<(&str, &StateResource<'a>)> {
        let mut open: Vec<_> = self.values.iter().map(|values| &values.root_module).collect();
        let mut found = Vec::new();
        while let Some(module) = open.pop() {
            let address = module.address.as_deref().unwrap_or_default();
            found.extend(module.resources.iter().map(|resource| (address, resource)));
            open.extend(&module.child_modules);
        }
        found.sort_by(|(_, one), (_, other)| one.address.cmp(&other.address));
        found
    }
}
