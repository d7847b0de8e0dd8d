//! What Configuration Manager allows. Each rule exists once, here, and is a pure function over a read-only [`View`].

mod finding;

use std::collections::BTreeSet;

pub use finding::{Finding, RuleId, Severity};

use crate::change::Change;
use crate::model::Object;
use crate::store::{StoreError, View};

/// Checks what an object's own attributes show, without a hierarchy.
///
/// Rules that read an attribute named in `unknown` (dotted path) are left out.
#[must_use]
pub fn check_alone(object: &Object, unknown: &BTreeSet<String>) -> Vec<Finding> {
    let _ = (object, unknown);
    Vec::new()
}

/// Checks a change against the hierarchy it is to be made in; `view` shows it before the change.
///
/// # Errors
/// When the view cannot be read.
pub fn check(change: &Change, unknown: &BTreeSet<String>, view: &dyn View) -> Result<Vec<Finding>, StoreError> {
    let _ = (change, unknown, view);
    Ok(Vec::new())
}
