//! Applying assignments to an object.

use hierarchy::wording::{did_you_mean, nearest};
use hierarchy::{Kind, Object};
use serde_json::{Map, Value};

use super::assignment::{Assignment, Operator};
use super::value::members;
use crate::shared::attributes::{Attribute, Type, joined};
use crate::shared::diagnostic::Diagnostic;

/// The object after all assignments, in order.
pub(super) fn edited(object: &Object, assignments: &[Assignment]) -> Result<Object, Vec<Diagnostic>> {
    let kind = object.kind();
    let model = Type::of(kind);
    let mut attributes = object.attributes();
    let mut diagnostics = duplicates(assignments);
    for assignment in assignments {
        diagnostics.extend(assign(kind, &model, &mut attributes, assignment).err());
    }
    if diagnostics.is_empty() {
        diagnostics.extend(missing_attributes("", &model, &attributes));
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let edited = Object::read(kind, &attributes).map_err(|error| {
        vec![Diagnostic::error(format!("{} cannot have these values", object.id()), error.to_string())]
    })?;
    if edited.id().key() == object.id().key() { Ok(edited) } else { Err(identity_changes(object, assignments)) }
}

/// Attributes with more than one value.
fn duplicates(assignments: &[Assignment]) -> Vec<Diagnostic> {
    let is_set = |assignment: &&Assignment| assignment.operator == Operator::Set;
    let mut paths: Vec<&str> = assignments.iter().filter(is_set).map(|assignment| assignment.path.as_str()).collect();
    paths.sort_unstable();
    let twice = paths.chunk_by(|one, other| one == other).filter(|same| same.len() > 1).filter_map(<[_]>::first);
    twice.map(|path| Diagnostic::error(format!("{path} has more than one value"), "Write it once.")).collect()
}

fn assign(kind: Kind, model: &Type, attributes: &mut Value, assignment: &Assignment) -> Result<(), Diagnostic> {
    let path = assignment.path.as_str();
    let attribute = model.at(path).ok_or_else(|| model.unknown(kind.as_str(), "", path))?;
    let value = match assignment.operator {
        Operator::Set => attribute.value(path, &assignment.text)?,
        Operator::Add | Operator::Remove => changed_set(attribute, value_at(attributes, path), assignment)?,
    };
    // Null in an object that is null changes nothing.
    if !(value.is_null() && value_at(attributes, path).is_null()) {
        *entry_at(attributes, path) = value;
    }
    Ok(())
}

/// A set after adding or removing members.
fn changed_set(attribute: &Attribute, before: &Value, assignment: &Assignment) -> Result<Value, Diagnostic> {
    let path = assignment.path.as_str();
    if attribute.r#type != Type::Set {
        let what = format!("{path} is not a set: += and -= add and remove members of sets");
        return Err(Diagnostic::error(what, format!("It is {}. Write {path}=VALUE.", attribute.r#type.description())));
    }
    let mut set = before.as_array().cloned().unwrap_or_default();
    for member in members(path, &assignment.text)? {
        let place = set.iter().position(|present| *present == member);
        match (assignment.operator, place) {
            (Operator::Remove, Some(place)) => drop(set.remove(place)),
            (Operator::Remove, None) => return Err(unknown_member(path, &member, &set)),
            (_, Some(_)) => {}
            (_, None) => set.push(member.into()),
        }
    }
    Ok(Value::Array(set))
}

fn unknown_member(path: &str, name: &str, set: &[Value]) -> Diagnostic {
    let members: Vec<&str> = set.iter().filter_map(Value::as_str).collect();
    let detail = match (nearest(name, members.iter().copied()), members.len()) {
        (Some(near), _) => did_you_mean(Some(near)).trim_start().to_owned(),
        (None, 0) => "The set is empty.".to_owned(),
        (None, _) => format!("Its members are {}.", members.join(", ")),
    };
    Diagnostic::error(format!("{path} has no member \"{name}\""), detail)
}

/// Required attributes that are missing.
fn missing_attributes(path: &str, r#type: &Type, value: &Value) -> Vec<Diagnostic> {
    let Value::Object(fields) = value else { return Vec::new() };
    let missing =
        r#type.attributes().iter().filter(|attribute| attribute.is_required && !fields.contains_key(&attribute.name));
    let missing: Vec<&str> = missing.map(|attribute| attribute.name.as_str()).collect();
    let own = (!missing.is_empty()).then(|| {
        let lines: Vec<String> = missing.iter().map(|name| format!("{}=VALUE", joined(path, name))).collect();
        Diagnostic::error(format!("{path} needs {}", missing.join(", ")), format!("Add: {}", lines.join(" ")))
    });
    let below = r#type.attributes().iter().filter_map(|attribute| {
        Some(missing_attributes(&joined(path, &attribute.name), &attribute.r#type, fields.get(&attribute.name)?))
    });
    own.into_iter().chain(below.flatten()).collect()
}

/// Assignments that would change the identity of the object.
fn identity_changes(object: &Object, assignments: &[Assignment]) -> Vec<Diagnostic> {
    let (kind, id) = (object.kind(), object.id());
    let diagnostic = |assignment: &Assignment| {
        let Assignment { path, text, .. } = assignment;
        let mut attributes = object.attributes();
        *entry_at(&mut attributes, path) = Type::of(kind).at(path)?.value(path, text).ok()?;
        let other = Object::read(kind, &attributes).ok()?.id();
        (other.key() != id.key()).then(|| {
            Diagnostic::error(
                format!("{path} identifies {kind} {} and cannot be changed", id.id),
                format!(
                    "With \"{text}\" it would be another object, {kind} {}. Create that one and remove this one.",
                    other.id
                ),
            )
        })
    };
    assignments.iter().filter_map(diagnostic).collect()
}

fn value_at<'a>(attributes: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(attributes, |value, name| value.get(name).unwrap_or(&Value::Null))
}

/// The value at a path; missing objects on the way are created.
fn entry_at<'a>(attributes: &'a mut Value, path: &str) -> &'a mut Value {
    path.split('.').fold(attributes, |value, name| {
        if value.is_null() {
            *value = Value::Object(Map::new());
        }
        match value {
            Value::Object(fields) => fields.entry(name).or_insert(Value::Null),
            other => other,
        }
    })
}
