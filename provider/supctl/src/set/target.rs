//! The object to change.

use hierarchy::{Object, ObjectId, View};

use super::assignment::Assignment;
use crate::shared::attributes::Type;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::reference::{Reference, full_name};

/// Finds the object; where several share the id, the one with the assigned attributes.
pub(super) fn target(reference: &Reference, view: &dyn View, assignments: &[Assignment]) -> Result<Object> {
    let found = reference.objects(view)?;
    if let [only] = found.as_slice() {
        return Ok(only.clone());
    }
    let has_all = |object: &&Object| assignments.iter().all(|assignment| has(object, assignment));
    match found.iter().filter(has_all).collect::<Vec<_>>().as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(none_has_all(&found, assignments).into()),
        several => {
            let ids: Vec<_> = several.iter().map(|object| object.id()).collect();
            Err(reference.ambiguous(&ids, |id| command(id, assignments)).into())
        }
    }
}

/// The errors where no object has all attributes: unknown attributes, or attributes of different objects.
fn none_has_all(objects: &[Object], assignments: &[Assignment]) -> Vec<Diagnostic> {
    let is_known = |assignment: &&Assignment| objects.iter().any(|object| has(object, assignment));
    let (known, unknown): (Vec<_>, Vec<_>) = assignments.iter().partition(is_known);
    if unknown.is_empty() {
        let commands: String = objects
            .iter()
            .map(|object| {
                format!(
                    "\n  {}",
                    command(&object.id(), known.iter().copied().filter(|assignment| has(object, assignment)))
                )
            })
            .collect();
        let detail = format!("Change one object at a time:{commands}");
        return vec![Diagnostic::error("these attributes belong to different objects", detail)];
    }
    let models: Vec<(&str, Type)> =
        objects.iter().map(|object| (object.kind().as_str(), Type::of(object.kind()))).collect();
    let diagnostics = unknown.iter().flat_map(|Assignment { path, .. }| {
        let is_suggested = models.iter().any(|(_, model)| model.suggestion(path).is_some());
        let owners = models.iter().filter(move |(_, model)| !is_suggested || model.suggestion(path).is_some());
        owners.map(move |(kind, model)| model.unknown(kind, "", path))
    });
    diagnostics.collect()
}

fn has(object: &Object, assignment: &Assignment) -> bool {
    Type::of(object.kind()).at(&assignment.path).is_some()
}

/// The command that changes one object.
fn command<'a>(id: &ObjectId, assignments: impl IntoIterator<Item = &'a Assignment>) -> String {
    let assignments: String = assignments.into_iter().map(|assignment| format!(" '{assignment}'")).collect();
    format!("supctl set {}{assignments}", full_name(id))
}
