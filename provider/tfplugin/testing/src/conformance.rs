//! What Terraform requires of every provider, checked for one. The suite is small so far: [`crate::TestResource::apply`] runs it
//! after each apply.

use tfplugin::framework::path::{Path, Step};
use tfplugin::framework::value::Value;

/// The places where a new state differs from a known part of its plan, or is still unknown. Terraform refuses such a state
/// with "Provider produced inconsistent result after apply".
pub fn unlike_plan(planned: &Value, new: &Value) -> Vec<Path> {
    let mut found = new.unknown_paths();
    differences(planned, new, &Path::root(), &mut found);
    found
}

fn differences(planned: &Value, new: &Value, place: &Path, found: &mut Vec<Path>) {
    match (planned, new) {
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => {}
        (Value::Object(planned), Value::Object(new)) => {
            for (name, planned) in planned {
                differences(planned, new.get(name).unwrap_or(&Value::Null), &place.attribute(name), found);
            }
        }
        (Value::List(planned), Value::List(new)) | (Value::Tuple(planned), Value::Tuple(new))
            if planned.len() == new.len() =>
        {
            for (index, (planned, new)) in (0..).zip(planned.iter().zip(new)) {
                differences(planned, new, &place.with(Step::Index(index)), found);
            }
        }
        (Value::Map(planned), Value::Map(new)) if planned.keys().eq(new.keys()) => {
            for (key, planned) in planned {
                let new = new.get(key).unwrap_or(&Value::Null);
                differences(planned, new, &place.with(Step::Key(key.clone())), found);
            }
        }
        // Elements with unknown parts have no counterpart that can be named.
        (Value::Set(_), Value::Set(_)) if !planned.is_wholly_known() => {}
        _ if planned == new => {}
        _ => found.push(place.clone()),
    }
}
