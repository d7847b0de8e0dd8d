//! Whether the hierarchy can be the one that the state has objects of.
//!
//! A wrong path, or a job without the file, would otherwise look as if somebody had removed every object, and Terraform would
//! plan to create all of them.

use hierarchy::{Action, Hierarchy, HistoryEntry, HistoryFilter, Location, ObjectId};
use tfplugin::framework::diagnostics::Diagnostic;

use super::errors::{missing_hierarchy, settings_of, store_error};

/// The outcome, which is the same for the whole run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StateCheck {
    /// The hierarchy has objects, or is empty on purpose.
    Passed,
    /// It is missing or another one. That was reported once, and nothing else is.
    Refused,
}

/// The warning for the hierarchy of an object in the state; an error if it cannot be the one the state is about.
pub(super) fn check(
    hierarchy: Option<&Hierarchy>,
    location: &Location,
    object: &ObjectId,
) -> Result<Option<Diagnostic>, Diagnostic> {
    match hierarchy {
        None => Err(missing_hierarchy(location, object)),
        Some(hierarchy) => warn_if_empty(hierarchy, location, object),
    }
}

/// A warning for a hierarchy without objects; an error if the object has never been in it, although others have.
fn warn_if_empty(
    hierarchy: &Hierarchy,
    location: &Location,
    object: &ObjectId,
) -> Result<Option<Diagnostic>, Diagnostic> {
    let store_error = |error| store_error(&error);
    if !hierarchy.is_empty().map_err(store_error)? {
        return Ok(None);
    }
    let last_change = |filter| hierarchy.history(&HistoryFilter { limit: Some(1), ..filter }).map_err(store_error);
    let settings = settings_of(location);
    let why = match last_change(HistoryFilter::of(object))?.pop() {
        Some(HistoryEntry { action: Action::Delete, actor, origin, time, .. }) => {
            format!("{actor} removed {object} through {origin} at {time:.0}.")
        }
        _ if last_change(HistoryFilter::default())?.is_empty() => "It has never had objects.".to_owned(),
        _ => {
            return Err(Diagnostic::error(
                format!("The hierarchy at {location} is not the one that the state has objects of"),
                format!(
                    "It is empty, and {object}, which is in the state, has never been in it. Check {settings}. To begin again \
                     with an empty hierarchy, in which Terraform creates every object, name a new {} and run \
                     \"supctl init\" for it.",
                    if matches!(location, Location::File(_)) { "file" } else { "hierarchy" }
                ),
            ));
        }
    };
    Ok(Some(Diagnostic::warning(
        format!("The hierarchy at {location} is empty, but the state has objects"),
        format!(
            "{why} Terraform plans to create every object of the configuration. If that is not intended, do not apply: check \
             {settings}."
        ),
    )))
}
