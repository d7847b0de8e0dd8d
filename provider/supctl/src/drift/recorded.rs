//! What states and plans record of objects.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hierarchy::{Kind, ObjectId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::terraform::document::{self, Content};
use crate::terraform::plan::{Configuration, Plan, ResourceChange};
use crate::terraform::planned::Planned;
use crate::terraform::resource;
use crate::terraform::source::Sources;
use crate::terraform::state::State;

/// A file that objects are compared with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Input {
    /// The file; `-` for standard input.
    pub(crate) file: PathBuf,
    pub(crate) content: InputContent,
    /// The number of resources in it that manage objects of a hierarchy.
    pub(crate) resources: usize,
}

/// What a file describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InputContent {
    /// What Terraform recorded.
    State,
    /// What Terraform recorded, and what it is going to do.
    Plan,
}

/// A resource, as a state or a plan records it.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub(super) address: String,
    /// The file and the line of its block.
    pub(super) location: Option<(String, usize)>,
    pub(super) id: ObjectId,
    /// What the state has, under the object's names; `None` for an object that is only planned.
    pub(super) attributes: Option<Value>,
    /// The plan for it; `None` without one.
    pub(super) planned: Option<Planned>,
    /// Which attributes are sensitive.
    sensitive: Vec<Value>,
}

impl Recorded {
    /// Whether an attribute must not be shown.
    pub(super) fn is_sensitive(&self, path: &str) -> bool {
        self.sensitive.iter().any(|marks| resource::is_marked(marks, path))
    }
}

/// Reads a state or a plan, and finds the blocks of its resources below a folder.
///
/// # Errors
/// When the file is neither, or was made by a version that this one does not know.
pub(super) fn read(file: &Path, source: &Path, notes: &mut Vec<Diagnostic>) -> Result<(Input, Vec<Recorded>)> {
    let text = document::text(file)?;
    let (content, recorded) = match document::content(&text, file)? {
        Content::Plan => {
            let plan: Plan<'_> = document::parsed(&text, file)?;
            let mut sources = Sources::below(source, &plan.configuration)?;
            let recorded = of_plan(&plan, &mut sources)?;
            notes.extend(sources.unreadable());
            (InputContent::Plan, recorded)
        }
        Content::State => {
            let state: State<'_> = document::parsed(&text, file)?;
            let configuration = Configuration::default();
            let mut sources = Sources::below(source, &configuration)?;
            let recorded = of_state(&state, &mut sources)?;
            notes.extend(sources.unreadable());
            (InputContent::State, recorded)
        }
        Content::StateFile => return Err(document::state_file(file).into()),
    };
    let recorded: Vec<Recorded> = recorded.into_values().collect();
    Ok((Input { file: file.to_owned(), content, resources: recorded.len() }, recorded))
}

fn of_state(state: &State<'_>, sources: &mut Sources<'_>) -> Result<BTreeMap<String, Recorded>, Diagnostic> {
    let mut found = BTreeMap::new();
    for (module, resource) in state.resources() {
        let Some(kind) = resource::kind(&resource.mode, &resource.r#type, &resource.address)? else { continue };
        // The object that replaces it has the same id.
        if resource.deposed_key.is_some() {
            continue;
        }
        let (id, attributes) = recorded(kind, resource.values, &resource.address)?;
        let location = sources.locate(module, &resource.r#type, &resource.name);
        let recorded = Recorded {
            address: resource.address.clone(),
            location: location.map(|location| (location.file, location.line)),
            id,
            attributes: Some(attributes),
            planned: None,
            sensitive: vec![resource::marks(kind, resource.sensitive_values)],
        };
        found.insert(resource.address.clone(), recorded);
    }
    Ok(found)
}

/// The prior state of a plan is that after the refresh. What the state had before stands in the changes that the refresh found.
fn of_plan(plan: &Plan<'_>, sources: &mut Sources<'_>) -> Result<BTreeMap<String, Recorded>, Diagnostic> {
    let mut found = of_state(&plan.prior_state, sources)?;
    for drift in &plan.resource_drift {
        let Some(kind) = resource::kind(&drift.mode, &drift.r#type, &drift.address)? else { continue };
        // An object that only moved was not changed.
        if drift.change.before.is_none() || is(drift, &["no-op"]) {
            continue;
        }
        let (id, attributes) = recorded(kind, drift.change.before, &drift.address)?;
        let entry = entry(&mut found, drift, id, sources);
        entry.attributes = Some(attributes);
        entry.sensitive.push(resource::marks(kind, drift.change.before_sensitive));
    }
    for change in &plan.resource_changes {
        let Some(kind) = resource::kind(&change.mode, &change.r#type, &change.address)? else { continue };
        let planned = Planned::of(kind, change)?;
        let before = found.get(&change.address).map(|recorded| recorded.id.clone());
        let id = before.or_else(|| planned.id.as_ref().map(|id| ObjectId::new(kind, id)));
        let id = id.unwrap_or_else(|| ObjectId::new(kind, "(known after apply)"));
        let entry = entry(&mut found, change, id, sources);
        if change.change.importing.is_some() {
            entry.attributes = None;
        }
        entry.sensitive.push(resource::marks(kind, change.change.after_sensitive));
        entry.planned = Some(planned);
    }
    Ok(found)
}

fn recorded(kind: Kind, values: Option<&RawValue>, address: &str) -> Result<(ObjectId, Value), Diagnostic> {
    let (id, attributes) = resource::attributes(kind, values).map_err(|why| unusable(address, &why))?;
    let id = id.ok_or_else(|| unusable(address, "it has no id"))?;
    Ok((ObjectId::new(kind, id), attributes))
}

fn unusable(address: &str, why: &str) -> Diagnostic {
    resource::other_version(&format!("{address}: {why}"))
}

/// The resource of a change, which is added if no state has it.
fn entry<'a>(
    found: &'a mut BTreeMap<String, Recorded>,
    change: &ResourceChange<'_>,
    id: ObjectId,
    sources: &mut Sources<'_>,
) -> &'a mut Recorded {
    found.entry(change.address.clone()).or_insert_with(|| {
        let module = change.module_address.as_deref().unwrap_or_default();
        let location = sources.locate(module, &change.r#type, &change.name);
        Recorded {
            address: change.address.clone(),
            location: location.map(|location| (location.file, location.line)),
            id,
            attributes: None,
            planned: None,
            sensitive: Vec::new(),
        }
    })
}

fn is(change: &ResourceChange<'_>, actions: &[&str]) -> bool {
    change.change.actions == actions
}
