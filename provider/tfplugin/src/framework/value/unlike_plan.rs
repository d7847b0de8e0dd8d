//! Where a new state is not what was planned.

use super::Value;
use crate::framework::path::{Path, Place, StepRef};

impl Value {
    /// Paths where the value differs from a known part of its plan. Terraform refuses such a state with "Provider produced
    /// inconsistent result after apply".
    pub fn paths_unlike_plan(&self, planned: &Self) -> Vec<Path> {
        let mut found = Vec::new();
        differences(planned, self, Place::ROOT, &mut found);
        found
    }
}

fn differences(expected: &Value, answered: &Value, place: Place<'_>, found: &mut Vec<Path>) {
    match (expected, answered) {
        (Value::Unknown(_), _) => {}
        // Elements of a set have no address, and an unknown one may be any of them.
        (Value::Set(_), Value::Set(_)) if !expected.is_wholly_known() => {}
        (Value::Object(_), Value::Object(_)) | (Value::Map(_), Value::Map(_)) => {
            for (step, expected) in expected.parts() {
                if let StepRef::Attribute(name) | StepRef::Key(name) = step {
                    differences(expected, answered.get(name), place.then(step), found);
                }
            }
            let is_new = |step: &StepRef<'_>| matches!(step, StepRef::Key(name) if expected.get(name).is_null());
            found.extend(answered.parts().map(|(step, _)| step).filter(is_new).map(|step| place.then(step).to_path()));
        }
        (Value::List(before), Value::List(after)) if before.len() == after.len() => {
            for (position, (expected, answered)) in before.iter().zip(after).enumerate() {
                differences(expected, answered, place.then(StepRef::Index(position)), found);
            }
        }
        _ if expected != answered => found.push(place.to_path()),
        _ => {}
    }
}
