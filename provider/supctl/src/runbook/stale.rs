//! Plans that were made on the hierarchy as it was before the latest import, or on another one.

use std::path::Path;

use hierarchy::{AsFound, AttributeChange, AuditedObject, Difference, Location, Object, ObjectId, PlannedAction};
use runbook::State;

use crate::shared::diagnostic::Diagnostic;
use crate::terraform::plan::{Plan, ResourceChange};
use crate::terraform::resource;

/// Refuses a plan whose values before its changes are not those of the hierarchy.
///
/// # Errors
/// With the first object and attribute that differ.
pub(super) fn refuse(
    plan: &Plan<'_>,
    file: &Path,
    location: &Location,
    now: &State,
    as_found: &AsFound,
) -> Result<(), Diagnostic> {
    let mut known = Vec::new();
    for change in &plan.resource_changes {
        known.extend(Known::of(change)?);
    }
    let is_there = |known: &Known<'_>| now.get(&known.before.id()).is_some();
    if !known.is_empty() && !known.iter().any(is_there) {
        return Err(Diagnostic::error(
            format!("{} is a plan of another hierarchy", file.display()),
            format!("None of its objects is in {location}. Name the hierarchy of the plan with --path."),
        ));
    }
    let existing = || plan.resource_changes.iter().find_map(|change| exists(change, now).transpose()).transpose();
    let difference = known.iter().find_map(|known| known.difference(now, as_found));
    match difference.map_or_else(existing, |difference| Ok(Some(difference)))? {
        Some(difference) => Err(Diagnostic::error(
            difference,
            format!(
                "The plan does not know what was imported into {location} since. Plan again, and write the runbook of that plan."
            ),
        )),
        None => Ok(()),
    }
}

/// An object as a plan knows it.
struct Known<'a> {
    address: &'a str,
    before: Object,
}

impl<'a> Known<'a> {
    /// `None` for a new object, and for resources of other providers.
    fn of(change: &'a ResourceChange<'_>) -> Result<Option<Self>, Diagnostic> {
        let address = change.address.as_str();
        let Some(kind) = resource::kind(&change.mode, &change.r#type, address)? else { return Ok(None) };
        if change.change.before.is_none_or(|before| before.get() == "null") {
            return Ok(None);
        }
        let other = |why: String| resource::other_version(&format!("{address}: {why}"));
        let (_, attributes) = resource::attributes(kind, change.change.before).map_err(other)?;
        let before = Object::read(kind, &attributes).map_err(|error| other(error.to_string()))?;
        Ok(Some(Self { address, before }))
    }

    /// How the object differs now, in a sentence.
    fn difference(&self, now: &State, as_found: &AsFound) -> Option<String> {
        let id = self.before.id();
        let Some(stored) = now.get(&id) else {
            return Some(format!("{}: {id} does not exist any more", self.address));
        };
        let changes = AttributeChange::between(&self.before.attributes(), &stored.attributes());
        let change = changes.into_iter().find(|change| is_real(change, &id, as_found))?;
        Some(format!("{}: {id} has changed since the plan was made: {change}", self.address))
    }
}

/// That an object which a plan creates exists.
fn exists(change: &ResourceChange<'_>, now: &State) -> Result<Option<String>, Diagnostic> {
    match resource::audited(change)? {
        Some(AuditedObject::Put { part: PlannedAction::Create, object, .. }) if now.get(&object.id()).is_some() => {
            Ok(Some(format!("{}: {} exists since the plan was made", change.address, object.id())))
        }
        _ => Ok(None),
    }
}

/// Whether a difference is one of the site: known, and more than another spelling.
fn is_real(change: &AttributeChange, id: &ObjectId, as_found: &AsFound) -> bool {
    let is_spelling = match &change.difference {
        Difference::Value { before, after } => {
            before.as_str().zip(after.as_str()).is_some_and(|(before, after)| before.eq_ignore_ascii_case(after))
        }
        Difference::Set { .. } => false,
    };
    as_found.knows(id, &change.path) && !is_spelling
}
