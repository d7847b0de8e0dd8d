//! Reads the output of `terraform show -json`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::run::Run;

/// A plan, with the run that created it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Plan {
    json: Value,
    /// The output of `terraform plan`.
    pub run: Run,
}

impl Plan {
    /// A plan out of what `terraform show -json` prints, with the run that planned.
    pub fn new(json: Value, run: Run) -> Self {
        Self { json, run }
    }

    /// The actions for each resource, such as `update` or `delete+create`, without resources that do not change.
    #[must_use]
    pub fn actions(&self) -> BTreeMap<String, String> {
        self.changes("resource_changes")
            .map(|(address, change)| {
                let actions: Vec<_> = array(at(change, "actions")).filter_map(Value::as_str).collect();
                (address.to_owned(), actions.join("+"))
            })
            .filter(|(_, action)| action != "no-op")
            .collect()
    }

    /// The dotted paths of the changed attributes of each changed resource. A list or set is one path.
    #[must_use]
    pub fn changed_paths(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.paths("resource_changes")
    }

    /// The same, of what the refresh found.
    #[must_use]
    pub fn drifted_paths(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.paths("resource_drift")
    }

    fn paths(&self, changes: &str) -> BTreeMap<String, BTreeSet<String>> {
        self.changes(changes)
            .map(|(address, change)| {
                let mut paths = BTreeSet::new();
                differences("", at(change, "before"), at(change, "after"), &mut paths);
                unknown_paths("", at(change, "after_unknown"), &mut paths);
                (address.to_owned(), paths)
            })
            .filter(|(_, paths)| !paths.is_empty())
            .collect()
    }

    fn changes(&self, name: &str) -> impl Iterator<Item = (&str, &Value)> {
        array(at(&self.json, name))
            .filter_map(|resource| Some((resource.get("address")?.as_str()?, at(resource, "change"))))
    }
}

/// The values of every resource in a module and its child modules, by address. The module is that of `terraform show -json`.
#[must_use]
pub fn resources(module: &Value) -> BTreeMap<String, Value> {
    let mut found: BTreeMap<_, _> = array(at(module, "resources"))
        .filter_map(|resource| Some((resource.get("address")?.as_str()?.to_owned(), at(resource, "values").clone())))
        .collect();
    for child in array(at(module, "child_modules")) {
        found.extend(resources(child));
    }
    found
}

/// A member of a JSON object; null if it is missing.
#[must_use]
pub fn at<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn differences(path: &str, before: &Value, after: &Value, found: &mut BTreeSet<String>) {
    match (before.as_object(), after.as_object()) {
        (Some(before), Some(after)) => {
            for name in before.keys().chain(after.keys()) {
                let member = |object: &Map<String, Value>| object.get(name).cloned().unwrap_or_default();
                differences(&join(path, name), &member(before), &member(after), found);
            }
        }
        _ if before == after => {}
        _ => {
            found.insert(path.to_owned());
        }
    }
}

fn unknown_paths(path: &str, unknown: &Value, found: &mut BTreeSet<String>) {
    match unknown {
        Value::Bool(true) => {
            found.insert(path.to_owned());
        }
        Value::Object(members) => {
            for (name, value) in members {
                unknown_paths(&join(path, name), value, found);
            }
        }
        _ => {}
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
