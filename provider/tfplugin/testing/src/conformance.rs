//! What Terraform requires of every provider, checked for one. The suite is small so far: [`crate::TestResource::apply`] runs it
//! after each apply.

use tfplugin::framework::path::Path;
use tfplugin::framework::value::Value;

/// The places where a new state differs from a known part of its plan, or is still unknown. Terraform refuses such a state
/// with "Provider produced inconsistent result after apply".
pub fn unlike_plan(planned: &Value, new: &Value) -> Vec<Path> {
    let mut found = new.unknown_paths();
    found.extend(new.paths_unlike_plan(planned));
    found
}
