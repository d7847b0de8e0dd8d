//! How the tests write values: as JSON, in which `"?"` is an unknown value and what is missing is null.

use serde_json::{Map, Value as Json};

use super::value::{Type, Value};

/// The value a test wrote.
pub(crate) fn value(kind: &Type, json: &Json) -> Value {
    if json == "?" {
        return Value::UNKNOWN;
    }
    let each = |element: &Type| json.as_array().unwrap().iter().map(|item| value(element, item)).collect::<Vec<_>>();
    match (kind, json) {
        (_, Json::Null) => Value::Null,
        (Type::List(element), _) => Value::List(each(element)),
        (Type::Set(element), _) => Value::Set(each(element).into_iter().collect()),
        (Type::Map(element), Json::Object(entries)) => {
            Value::Map(entries.iter().map(|(key, item)| (key.clone(), value(element, item))).collect())
        }
        (Type::Object(attributes), Json::Object(fields)) => {
            if let Some(extra) = fields.keys().find(|name| attributes.get(name).is_none()) {
                panic!("{extra} is not an attribute");
            }
            let field = |name: &str, kind| value(kind, fields.get(name).unwrap_or(&Json::Null));
            Value::Object(attributes.iter().map(|(name, kind)| (name.to_owned(), field(name, kind))).collect())
        }
        _ => Value::from_state_json(json.to_string().as_bytes(), kind).unwrap(),
    }
}

/// A value as a test would write it; nulls of objects are left out.
pub(crate) fn show(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Unknown(_) => "?".into(),
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => serde_json::from_str(&number.to_string()).unwrap(),
        Value::String(text) => text.as_str().into(),
        Value::List(items) | Value::Tuple(items) => items.iter().map(show).collect(),
        Value::Set(items) => items.iter().map(show).collect(),
        Value::Map(entries) => {
            entries.iter().map(|(key, item)| (key.clone(), show(item))).collect::<Map<_, _>>().into()
        }
        Value::Object(fields) => {
            let set = fields.iter().filter(|(_, field)| !field.is_null());
            set.map(|(name, field)| (name.to_owned(), show(field))).collect::<Map<_, _>>().into()
        }
        Value::Dynamic(typed) => serde_json::json!({ "type": typed.0.to_json(), "value": show(&typed.1) }),
    }
}
