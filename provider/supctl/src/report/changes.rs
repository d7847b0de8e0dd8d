//! What a plan does with each resource.

use std::collections::HashSet;

use hierarchy::{AttributeChange, Kind};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::mask::masked;
use crate::shared::change::Attribute;
use crate::shared::diagnostic::Diagnostic;
use crate::terraform::action::Action;
use crate::terraform::plan::{Change, Plan, ResourceChange};
use crate::terraform::resource;
use crate::terraform::state::StateResource;

/// A planned change of a resource, of any provider.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PlannedChange {
    pub(crate) address: String,
    /// The address in the state; null unless the resource is moved.
    pub(crate) previous_address: Option<String>,
    pub(crate) action: Action,
    /// `site`, `site_system`, `sup_role`, `sync_settings` or `account`; null for resources of other providers.
    pub(crate) kind: Option<Kind>,
    /// Whether an existing object is imported.
    pub(crate) imported: bool,
    /// Why a later plan decides: Terraform's word; null unless it is deferred.
    pub(crate) deferred_because: Option<String>,
    /// The attributes whose change replaces the resource.
    pub(crate) replaced_by: Vec<String>,
    /// The changed attributes; none of a resource that is removed. Sensitive values are words.
    pub(crate) attributes: Vec<Attribute>,
}

/// A changed output of the root module.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct OutputChange {
    pub(crate) name: String,
    /// Sensitive values are words.
    pub(crate) attributes: Vec<Attribute>,
}

/// A resource of a plan with its values, without those that must not be shown.
pub(super) struct Planned<'a> {
    pub(super) address: &'a str,
    /// Empty for the root module.
    pub(super) module: &'a str,
    pub(super) r#type: &'a str,
    pub(super) name: &'a str,
    /// `None` for resources of other providers.
    pub(super) kind: Option<Kind>,
    /// `None` if nothing changes.
    pub(super) action: Option<Action>,
    pub(super) before: Value,
    pub(super) after: Value,
    change: Option<&'a ResourceChange<'a>>,
    /// Why a later plan decides.
    deferred_because: Option<&'a str>,
}

impl<'a> Planned<'a> {
    /// The managed resources of a plan. A change that waits for a later plan is one of them, and so is what only the state has,
    /// as with `-target`.
    ///
    /// # Errors
    /// When one is unknown to this version.
    pub(super) fn all(plan: &'a Plan<'a>) -> Result<Vec<Self>, Diagnostic> {
        let is_managed = |resource: &ResourceChange<'_>| resource.mode == "managed";
        let changes = plan.resource_changes.iter().filter(|resource| is_managed(resource));
        let changes = changes.map(|resource| Self::of(resource, Action::of(resource)?));
        let deferred = plan.deferred_changes.iter().filter(|deferred| is_managed(&deferred.resource_change));
        let deferred = deferred.map(|deferred| {
            let planned = Self::of(&deferred.resource_change, Some(Action::Defer))?;
            Ok(Self { deferred_because: deferred.reason.as_deref(), ..planned })
        });
        let mut all: Vec<Self> = changes.chain(deferred).collect::<Result<_, _>>()?;
        let previous = all.iter().filter_map(|planned| planned.change?.previous_address.as_deref());
        let known: HashSet<&str> = all.iter().map(|planned| planned.address).chain(previous).collect();
        let is_left = |resource: &StateResource<'_>| {
            resource.mode == "managed" && resource.deposed_key.is_none() && !known.contains(resource.address.as_str())
        };
        let left = plan.prior_state.resources().into_iter().filter(|(_, resource)| is_left(resource));
        let left: Vec<Self> =
            left.map(|(module, resource)| Self::unchanged(module, resource)).collect::<Result<_, _>>()?;
        all.extend(left);
        Ok(all)
    }

    fn of(resource: &'a ResourceChange<'a>, action: Option<Action>) -> Result<Self, Diagnostic> {
        let kind = resource::kind(&resource.mode, &resource.r#type, &resource.address)?;
        let [before, after] = masked(&resource.change).map_err(|error| unusable(&resource.address, &error))?;
        Ok(Self {
            address: &resource.address,
            module: resource.module_address.as_deref().unwrap_or_default(),
            r#type: &resource.r#type,
            name: &resource.name,
            kind,
            action,
            before,
            after,
            change: Some(resource),
            deferred_because: None,
        })
    }

    fn unchanged(module: &'a str, resource: &'a StateResource<'a>) -> Result<Self, Diagnostic> {
        let kind = resource::kind(&resource.mode, &resource.r#type, &resource.address)?;
        let values =
            Change { before: resource.values, before_sensitive: resource.sensitive_values, ..Change::default() };
        let [before, _] = masked(&values).map_err(|error| unusable(&resource.address, &error))?;
        Ok(Self {
            address: &resource.address,
            module,
            r#type: &resource.r#type,
            name: &resource.name,
            kind,
            action: None,
            before,
            after: Value::Null,
            change: None,
            deferred_because: None,
        })
    }

    /// The values afterwards, or before a removal.
    pub(super) fn values(&self) -> &Value {
        if self.after.is_null() { &self.before } else { &self.after }
    }

    /// A value that is a string; empty if it is not.
    pub(super) fn text(&self, name: &str) -> String {
        text(self.values(), name)
    }

    /// What is shown of its change; `None` if nothing changes.
    pub(super) fn change(&self) -> Option<PlannedChange> {
        let (action, resource) = (self.action?, self.change?);
        let has_no_attributes = matches!(action, Action::Delete | Action::Forget);
        let attributes = if has_no_attributes { Vec::new() } else { attributes(&self.before, &self.after) };
        Some(PlannedChange {
            address: self.address.to_owned(),
            previous_address: resource.previous_address.clone(),
            action,
            kind: self.kind,
            imported: resource.change.importing.is_some(),
            deferred_because: self.deferred_because.map(str::to_owned),
            replaced_by: resource.change.replace_paths.iter().map(|path| dotted(path)).collect(),
            attributes,
        })
    }
}

/// A value that is a string; empty if it is not.
pub(super) fn text(values: &Value, name: &str) -> String {
    values.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn unusable(what: &str, error: &serde_json::Error) -> Diagnostic {
    resource::other_version(&format!("{what}: {error}"))
}

/// The changed outputs.
///
/// # Errors
/// When one is unknown to this version.
pub(super) fn outputs(plan: &Plan<'_>) -> Result<Vec<OutputChange>, Diagnostic> {
    let mut found = Vec::new();
    for (name, change) in plan.output_changes.iter().filter(|(_, change)| change.actions != ["no-op"]) {
        let [before, after] = masked(change).map_err(|error| unusable(&format!("output {name}"), &error))?;
        found.push(OutputChange { name: name.clone(), attributes: attributes(&before, &after) });
    }
    Ok(found)
}

fn attributes(before: &Value, after: &Value) -> Vec<Attribute> {
    AttributeChange::between(before, after).into_iter().map(Attribute::from).collect()
}

fn dotted(path: &[Value]) -> String {
    let steps = path.iter().map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned));
    steps.collect::<Vec<_>>().join(".")
}
