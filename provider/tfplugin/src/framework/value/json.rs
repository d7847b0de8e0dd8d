//! The JSON form of values in state files, read as text so that no digit of a number is lost.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{MAX_DEPTH, Type, Value, ValueError};
use crate::framework::path::Step;

type Result<T> = std::result::Result<T, ValueError>;

impl Value {
    /// Reads a value of the given type from the JSON of a state file.
    ///
    /// Attributes the type does not have are dropped and missing ones are null: the state may be of an older schema.
    pub fn from_state_json(json: &[u8], kind: &Type) -> Result<Self> {
        let raw: &RawValue = serde_json::from_slice(json).map_err(|error| ValueError::new(error.to_string()))?;
        read(raw, kind, 0)
    }
}

#[derive(serde::Deserialize)]
struct TypedJson<'a> {
    #[serde(borrow)]
    value: &'a RawValue,
    #[serde(borrow, rename = "type")]
    kind: &'a RawValue,
}

fn parse<'a, T: serde::Deserialize<'a>>(raw: &'a RawValue, kind: &Type) -> Result<T> {
    serde_json::from_str(raw.get()).map_err(|_| ValueError::new(format!("{} is needed", kind.describe())))
}

fn read(raw: &RawValue, kind: &Type, depth: usize) -> Result<Value> {
    if depth > MAX_DEPTH {
        return Err(ValueError::too_deep());
    }
    if raw.get() == "null" {
        return Ok(Value::Null);
    }
    match kind {
        Type::Bool => Ok(Value::Bool(parse(raw, kind)?)),
        Type::String => Ok(Value::String(parse(raw, kind)?)),
        Type::Number => {
            // Old states hold some numbers as strings.
            let digits = raw.get().trim_matches('"');
            digits.parse().map(Value::Number).map_err(|_| ValueError::new("a number is needed"))
        }
        Type::List(element) => Ok(Value::List(elements(raw, kind, |_| Some(element), depth)?)),
        Type::Set(element) => Ok(Value::Set(elements(raw, kind, |_| Some(element), depth)?.into_iter().collect())),
        Type::Tuple(kinds) => {
            let elements = elements(raw, kind, |position| kinds.get(position), depth)?;
            if elements.len() == kinds.len() {
                Ok(Value::Tuple(elements))
            } else {
                Err(ValueError::wrong_count(kinds.len(), elements.len()))
            }
        }
        Type::Map(element) => {
            let entries: BTreeMap<String, &RawValue> = parse(raw, kind)?;
            let entry = |(key, raw): (String, &RawValue)| match read(raw, element, depth + 1) {
                Ok(value) => Ok((key, value)),
                Err(error) => Err(error.below(Step::Key(key))),
            };
            Ok(Value::Map(entries.into_iter().map(entry).collect::<Result<_>>()?))
        }
        Type::Object(attributes) => {
            let entries: BTreeMap<String, &RawValue> = parse(raw, kind)?;
            let attribute = |(name, kind): (&String, &Type)| {
                let value = entries.get(name).map_or(Ok(Value::Null), |raw| read(raw, kind, depth + 1));
                Ok((name.clone(), value.map_err(|error| error.below(Step::Attribute(name.clone())))?))
            };
            Ok(Value::Object(attributes.iter().map(attribute).collect::<Result<_>>()?))
        }
        Type::Dynamic => {
            let typed: TypedJson<'_> = parse(raw, kind)?;
            let kind = Type::from_json_bytes(typed.kind.get().as_bytes())
                .map_err(|error| ValueError::new(error.to_string()))?;
            let value = read(typed.value, &kind, depth + 1)?;
            Ok(Value::Dynamic(Box::new((kind, value))))
        }
    }
}

fn elements<'t>(
    raw: &RawValue,
    kind: &Type,
    element: impl Fn(usize) -> Option<&'t Type>,
    depth: usize,
) -> Result<Vec<Value>> {
    let items: Vec<&RawValue> = parse(raw, kind)?;
    let item = |(position, raw): (usize, &RawValue)| {
        let step = Step::Index(i64::try_from(position).unwrap_or(i64::MAX));
        let kind = element(position).ok_or_else(|| ValueError::new("has too many elements"))?;
        read(raw, kind, depth + 1).map_err(|error| error.below(step))
    };
    items.into_iter().enumerate().map(item).collect()
}
