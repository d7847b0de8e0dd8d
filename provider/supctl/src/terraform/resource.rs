//! Converts resources of Terraform to objects of the hierarchy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use hierarchy::{AuditedObject, Kind, Object, PlannedAction};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::plan::{Change, ResourceChange};
use crate::shared::attributes::{Attribute, Type, joined};
use crate::shared::diagnostic::Diagnostic;

const PREFIX: &str = "configmgr_";

/// The attributes of each kind of object.
static MODELS: LazyLock<BTreeMap<Kind, Type>> =
    LazyLock::new(|| Kind::ALL.into_iter().map(|kind| (kind, Type::of(kind))).collect());

/// What a resource does to the hierarchy; `None` for resources of other providers.
///
/// # Errors
/// When its type, its action or a value is unknown to this version.
pub(crate) fn audited(resource: &ResourceChange<'_>) -> Result<Option<AuditedObject>, Diagnostic> {
    let address = &resource.address;
    let Some(kind) = kind(&resource.mode, &resource.r#type, address)? else { return Ok(None) };
    of(kind, &resource.change).map(Some).map_err(|why| other_version(&format!("{address}: {why}")))
}

/// The kind of object that a resource manages; `None` for resources of other providers.
///
/// # Errors
/// When its type is unknown to this version.
pub(crate) fn kind(mode: &str, r#type: &str, address: &str) -> Result<Option<Kind>, Diagnostic> {
    let Some(name) = r#type.strip_prefix(PREFIX).filter(|_| mode == "managed") else { return Ok(None) };
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == name);
    let unknown = || other_version(&format!("{address}: unknown resource type {type}"));
    kind.ok_or_else(unknown).map(Some)
}

/// Something that this version does not know.
pub(crate) fn other_version(what: &str) -> Diagnostic {
    Diagnostic::error(what, "Another version of the provider wrote it. Use the supctl of that version.")
}

/// The id of the object a resource manages, if it is known, and its attributes under the object's names. What only the resource has is left
/// out; a value that no object is without is left out where it is null, since an older version did not write it.
///
/// # Errors
/// When the values are not those of a resource of this kind.
pub(crate) fn attributes(kind: Kind, values: Option<&RawValue>) -> Result<(Option<String>, Value), String> {
    let mut values = parsed(values)?;
    let id = values.get("id").and_then(Value::as_str).map(str::to_owned);
    for (in_resource, in_object) in kind.renamed() {
        rename(&mut values, in_resource, in_object);
    }
    let attributes = MODELS.get(&kind).map_or(&[][..], Type::attributes);
    Ok((id, known(attributes, &values)))
}

fn known(attributes: &[Attribute], values: &Value) -> Value {
    let value = |attribute: &Attribute| {
        let value = values.get(&attribute.name).unwrap_or(&Value::Null);
        let value = match attribute.r#type.attributes() {
            inner if value.is_object() && !inner.is_empty() => known(inner, value),
            _ => value.clone(),
        };
        (attribute.is_nullable || !value.is_null()).then(|| (attribute.name.clone(), value))
    };
    Value::Object(attributes.iter().filter_map(value).collect())
}

/// A tree of marks, such as `after_unknown` of a plan, under the object's names.
pub(crate) fn marks(kind: Kind, marks: Option<&RawValue>) -> Value {
    let mut marks = parsed(marks).unwrap_or_default();
    for (in_resource, in_object) in kind.renamed() {
        rename(&mut marks, in_resource, in_object);
    }
    marks
}

/// Whether a tree of marks marks an attribute, or a part of it.
pub(crate) fn is_marked(marks: &Value, path: &str) -> bool {
    let mut marks = marks;
    for name in path.split('.') {
        match marks {
            Value::Object(inner) => marks = inner.get(name).unwrap_or(&Value::Null),
            _ => break,
        }
    }
    is_unknown(marks, false)
}

fn of(kind: Kind, change: &Change<'_>) -> Result<AuditedObject, String> {
    let before = || Ok::<_, String>(object(kind, change.before, None)?.0);
    let actions: Vec<&str> = change.actions.iter().map(String::as_str).collect();
    let part = match actions.as_slice() {
        ["delete"] => return Ok(AuditedObject::Removed(before()?)),
        // Terraform forgets an object without removing it.
        ["no-op" | "read" | "forget"] => return Ok(AuditedObject::unchanged(before()?)),
        ["create"] | ["create", "forget"] | ["forget", "create"] => PlannedAction::Create,
        ["update"] => PlannedAction::Write { before: Box::new(before()?) },
        ["delete", "create"] | ["create", "delete"] => PlannedAction::Replace { prior: before()?.id() },
        _ => return Err(format!("unknown action {}", actions.join(" and "))),
    };
    let (object, unknown) = object(kind, change.after, change.after_unknown)?;
    Ok(AuditedObject::Put { part, object, unknown })
}

/// The object, with placeholders for unknown values, and the paths of those.
fn object(
    kind: Kind,
    values: Option<&RawValue>,
    unknown: Option<&RawValue>,
) -> Result<(Object, BTreeSet<String>), String> {
    let [mut values, mut marks] = [parsed(values)?, parsed(unknown)?];
    for (in_resource, in_object) in kind.renamed() {
        rename(&mut values, in_resource, in_object);
        rename(&mut marks, in_resource, in_object);
    }
    let mut unknown = BTreeSet::new();
    let attributes = MODELS.get(&kind).map_or(&[][..], Type::attributes);
    let values = with_placeholders(attributes, &values, &marks, "", &mut unknown);
    let object = Object::read(kind, &values).map_err(|error| match kind {
        // Other attributes of an account are secret.
        Kind::Account => "an attribute has an unsupported value".to_owned(),
        _ => error.to_string(),
    })?;
    Ok((object, unknown))
}

fn parsed(json: Option<&RawValue>) -> Result<Value, String> {
    json.map_or(Ok(Value::Null), |json| serde_json::from_str(json.get())).map_err(|error| error.to_string())
}

fn rename(values: &mut Value, from: &str, to: &str) {
    if let Some(values) = values.as_object_mut()
        && let Some(value) = values.remove(from)
    {
        values.insert(to.to_owned(), value);
    }
}

/// The attributes of the object, without those only the resource has. `marks` is true where a value is unknown.
fn with_placeholders(
    attributes: &[Attribute],
    values: &Value,
    marks: &Value,
    prefix: &str,
    unknown: &mut BTreeSet<String>,
) -> Value {
    let mut object = Map::new();
    for attribute in attributes {
        let path = joined(prefix, &attribute.name);
        let [value, mark] = [values, marks].map(|all| all.get(&attribute.name).unwrap_or(&Value::Null));
        let inner = attribute.r#type.attributes();
        let value = if is_unknown(mark, !inner.is_empty()) {
            unknown.insert(path);
            None
        } else if value.is_object() && !inner.is_empty() {
            Some(with_placeholders(inner, value, mark, &path, unknown))
        } else {
            Some(value.clone()).filter(|value| !value.is_null())
        };
        if let Some(value) = value.or_else(|| placeholder(attribute)) {
            object.insert(attribute.name.clone(), value);
        }
    }
    Value::Object(object)
}

/// Whether a value is unknown. A set is unknown if one of its members is.
fn is_unknown(mark: &Value, has_attributes: bool) -> bool {
    match mark {
        Value::Bool(is_unknown) => *is_unknown,
        Value::Array(marks) => marks.iter().any(|mark| is_unknown(mark, false)),
        Value::Object(marks) if !has_attributes => marks.values().any(|mark| is_unknown(mark, false)),
        _ => false,
    }
}

/// A value for a required attribute.
fn placeholder(attribute: &Attribute) -> Option<Value> {
    if !attribute.is_required || attribute.is_nullable {
        return None;
    }
    Some(match &attribute.r#type {
        Type::String => "".into(),
        Type::Bool => false.into(),
        Type::Number(range) => (*range.start()).max(0).into(),
        Type::Enum(names) => names.first().cloned().into(),
        Type::Set => Value::Array(Vec::new()),
        Type::Object(inner) => with_placeholders(inner, &Value::Null, &Value::Null, "", &mut BTreeSet::new()),
    })
}
