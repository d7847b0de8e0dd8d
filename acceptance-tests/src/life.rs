//! The whole life cycle of a configuration: apply, import, destroy.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tfplugin_testing::driver::plan::at;

use crate::examples;
use crate::workspace::{Workspace, import_blocks};

/// The events of an apply, in the order of the log: `apply_start` and `apply_complete` of each address.
#[derive(Clone, Debug)]
pub struct Log {
    events: Vec<(String, String)>,
}

impl Log {
    /// Reads the output of `terraform apply -json`.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let events = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter_map(|event| {
                let address = event.pointer("/hook/resource/addr")?.as_str()?.to_owned();
                Some((event.get("type")?.as_str()?.to_owned(), address))
            })
            .collect();
        Self { events }
    }

    /// Checks that `first` was complete before `then` began.
    ///
    /// # Errors
    /// When it was not, or one of them is missing; the message contains all events.
    pub fn expect_order(&self, first: &str, then: &str) -> Result<()> {
        let complete = self.position("apply_complete", first)?;
        let start = self.position("apply_start", then)?;
        ensure!(complete < start, "{first} must be complete before {then} begins: {:#?}", self.events);
        Ok(())
    }

    fn position(&self, event: &str, address: &str) -> Result<usize> {
        self.events
            .iter()
            .position(|(name, subject)| name == event && subject == address)
            .with_context(|| format!("{address} has no {event} in {:#?}", self.events))
    }
}

/// Runs the whole life cycle in an initialized folder: apply, a plan without changes, import of every object into another
/// folder, destroy, an empty hierarchy. The order of the changes is checked for apply and for destroy.
///
/// # Errors
/// When a step does not have the expected result.
pub fn whole_life(workspace: &Workspace) -> Result<()> {
    workspace.terraform(&["validate"])?.success()?;
    let installed = Log::read(&workspace.apply(&["-json"])?.stdout);
    workspace.expect_no_changes()?;

    let state = workspace.state()?;
    let order = prerequisites(&state)?;
    ensure!(!order.is_empty(), "no resource refers to another resource");
    for (first, then) in &order {
        installed.expect_order(first, then)?;
    }

    import_everything(workspace, &state)?;

    let removed = Log::read(&workspace.destroy(&["-json"])?.stdout);
    for (first, then) in &order {
        removed.expect_order(then, first)?;
    }
    ensure!(workspace.state()?.is_empty(), "the state must be empty");
    workspace.expect_empty_hierarchy()
}

/// Imports every object by its `id` into a second folder with the same configuration, and checks that the plan has no
/// changes and both states are equal. A client without `import` blocks imports by command.
fn import_everything(workspace: &Workspace, state: &BTreeMap<String, Value>) -> Result<()> {
    let other = workspace.beside("imported")?;
    examples::copy(workspace.folder(), other.folder())?;
    other.init()?;
    if workspace.client()?.is_at_least(Some((1, 5)), Some((1, 6))) {
        other.write("imports.tf", &import_blocks(state))?;
    } else {
        for (address, values) in state {
            other.terraform(&["import", address, at(values, "id").as_str().unwrap_or_default()])?.success()?;
        }
    }

    let plan = other.plan(&[])?;
    ensure!(plan.actions().is_empty(), "an import must not change anything:\n{}", plan.run.stdout);
    other.apply(&[])?;
    let imported = other.state()?;
    for (address, values) in state {
        ensure!(
            imported.get(address) == Some(values),
            "{address} must be imported as\n{values:#}\nbut is\n{:#}",
            imported.get(address).unwrap_or(&Value::Null)
        );
    }
    Ok(())
}

/// Pairs of addresses of which the first must be installed before the second: a parent site and its child site, a site
/// and each object on it, a software update point and the one that synchronizes from it, a software update point and the
/// settings of its site.
fn prerequisites(state: &BTreeMap<String, Value>) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for (then, values) in state {
        for (reference, resource, attribute) in [
            ("parent_site_code", "configmgr_site", "site_code"),
            ("site_code", "configmgr_site", "site_code"),
            ("upstream_sup_id", "configmgr_sup_role", "id"),
            ("sup_role_id", "configmgr_sup_role", "id"),
        ] {
            let named = at(values, reference);
            if named.is_null() || (reference == "site_code" && is_a(then, resource)) {
                continue;
            }
            let first = state.iter().find(|(address, other)| is_a(address, resource) && at(other, attribute) == named);
            let (first, _) = first.with_context(|| format!("{then}: no {resource} has {attribute} = {named}"))?;
            pairs.push((first.clone(), then.clone()));
        }
    }
    Ok(pairs)
}

/// Whether an address, in a module or not, belongs to a resource of this type.
fn is_a(address: &str, resource: &str) -> bool {
    address.contains(&format!("{resource}."))
}
