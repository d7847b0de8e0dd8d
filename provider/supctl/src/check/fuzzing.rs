//! Checking a plan without a hierarchy and without files, for its fuzz target.

use std::path::Path;

use hierarchy::{Audit, Order};
use jiff::Timestamp;

use super::plan::Plan;
use super::{findings_of, objects};

/// Reads the text of a plan, and judges the objects it leaves.
pub fn check_plan(text: &str) {
    let Ok(plan) = Plan::read(text, Path::new("plan.json")) else { return };
    let Ok((_, objects)) = objects(&plan.resource_changes) else { return };
    // Nothing is read from a store, so nothing of a store can fail.
    let _ = findings_of(&Audit::new(objects, Timestamp::UNIX_EPOCH, Order::Strict), None);
}
