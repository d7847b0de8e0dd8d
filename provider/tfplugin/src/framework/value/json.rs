//! The JSON form of values in state files, read as text so that no digit of a number is lost.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{Attributes, MAX_DEPTH, Type, Value, ValueError, needed};
use crate::framework::path::Step;

type Result<T> = std::result::Result<T, ValueError>;

impl Value {
    /// Reads a value of the given type from the JSON of a state file.
    ///
    /// Attributes the type does not have are dropped and missing ones are null: the state may be of an older schema.
    pub fn from_state_json(json: &[u8], kind: &Type) -> Result<Self> {
        read(json, kind, 0)
    }

    /// The value of any JSON: arrays are lists, and objects have the attributes they have.
    pub(crate) fn from_untyped_json(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(truth) => Self::Bool(*truth),
            Json::Number(number) => number.to_string().parse().map_or(Self::Null, Self::Number),
            Json::String(text) => Self::String(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from_untyped_json).collect()),
            Json::Object(fields) => Self::Object(
                fields.iter().map(|(name, field)| (name.clone(), Self::from_untyped_json(field))).collect(),
            ),
        }
    }
}

fn read(json: &[u8], kind: &Type, depth: usize) -> Result<Value> {
    let mut problem = None;
    let mut json = serde_json::Deserializer::from_slice(json);
    let read = Typed { kind, depth, problem: &mut problem }.deserialize(&mut json);
    read.and_then(|value| json.end().map(|()| value)).map_err(|error| match (error.classify(), problem) {
        (Category::Data, Some(problem)) => problem,
        _ => ValueError::new(error.to_string()),
    })
}

/// Reads a value of a type. `problem` has what is wrong and where: JSON's own errors have no place for that.
struct Typed<'p> {
    kind: &'p Type,
    depth: usize,
    problem: &'p mut Option<ValueError>,
}

impl Typed<'_> {
    /// Ends the reading.
    fn fail<T, E: de::Error>(&mut self, problem: ValueError) -> std::result::Result<T, E> {
        *self.problem = Some(problem);
        Err(E::custom("the value does not fit its type"))
    }

    /// Adds where in this value a part is to what is wrong with that.
    fn locate<T, E>(
        &mut self,
        part: std::result::Result<T, E>,
        step: impl FnOnce() -> Step,
    ) -> std::result::Result<T, E> {
        part.inspect_err(|_| *self.problem = self.problem.take().map(|problem| problem.below(step())))
    }

    fn part<'s>(&'s mut self, kind: &'s Type) -> Typed<'s> {
        Typed { kind, depth: self.depth + 1, problem: self.problem }
    }

    /// The same reader, for a part of its own work.
    fn again(&mut self) -> Typed<'_> {
        Typed { kind: self.kind, depth: self.depth, problem: self.problem }
    }

    fn number<'de, D: Deserializer<'de>>(&mut self, json: D) -> std::result::Result<Value, D::Error> {
        let text = <&RawValue>::deserialize(json)?;
        // Old states hold some numbers as strings.
        match text.get().trim_matches('"').parse() {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) => self.fail(needed(self.kind)),
        }
    }

    fn dynamic<'de, D: Deserializer<'de>>(&mut self, json: D) -> std::result::Result<Value, D::Error> {
        let typed = TypedJson::deserialize(json)?;
        let value = Type::from_json_bytes(typed.kind.get().as_bytes())
            .map_err(|error| ValueError::new(error.to_string()))
            .and_then(|kind| {
                let value = read(typed.value.get().as_bytes(), &kind, self.depth + 1)?;
                Ok(Value::Dynamic(Box::new((kind, value))))
            });
        value.or_else(|problem| self.fail(problem))
    }

    fn elements<'de, 't, A: SeqAccess<'de>>(
        &mut self,
        mut items: A,
        element: impl Fn(usize) -> Option<&'t Type>,
    ) -> std::result::Result<Vec<Value>, A::Error> {
        let mut elements = Vec::new();
        loop {
            let position = elements.len();
            let Some(kind) = element(position) else {
                return match items.next_element::<IgnoredAny>()? {
                    None => Ok(elements),
                    Some(_) => self.fail(ValueError::new("has too many elements")),
                };
            };
            let item = items.next_element_seed(self.part(kind));
            match self.locate(item, || Step::position(position))? {
                Some(item) => elements.push(item),
                None => return Ok(elements),
            }
        }
    }

    fn entries<'de, A: MapAccess<'de>>(
        &mut self,
        mut items: A,
        element: &Type,
    ) -> std::result::Result<BTreeMap<String, Value>, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(key) = items.next_key::<String>()? {
            let value = items.next_value_seed(self.part(element));
            let value = self.locate(value, || Step::Key(key.clone()))?;
            entries.insert(key, value);
        }
        Ok(entries)
    }

    fn attributes<'de, A: MapAccess<'de>>(
        &mut self,
        mut items: A,
        kinds: &Attributes<Type>,
    ) -> std::result::Result<Attributes<Value>, A::Error> {
        let mut values = vec![Value::Null; kinds.len()];
        let mut expected = 0;
        while let Some(Name(name)) = items.next_key()? {
            let Some((position, kind)) = kinds.find(name.as_bytes(), expected) else {
                items.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = items.next_value_seed(self.part(kind));
            let value = self.locate(value, || Step::Attribute(name.into_owned()))?;
            if let Some(slot) = values.get_mut(position) {
                *slot = value;
            }
            expected = position + 1;
        }
        Ok(kinds.with(values))
    }
}

/// The name of an attribute, not copied where it is written without escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(serde::Deserialize)]
struct TypedJson<'a> {
    #[serde(borrow)]
    value: &'a RawValue,
    #[serde(borrow, rename = "type")]
    kind: &'a RawValue,
}

impl<'de> DeserializeSeed<'de> for Typed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(mut self, json: D) -> std::result::Result<Value, D::Error> {
        if self.depth > MAX_DEPTH {
            return self.fail(ValueError::too_deep());
        }
        json.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Typed<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.kind.describe())
    }

    fn visit_none<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(mut self, json: D) -> std::result::Result<Value, D::Error> {
        let read = match self.kind {
            Type::Bool => bool::deserialize(json).map(Value::Bool),
            Type::Number => self.number(json),
            Type::String => String::deserialize(json).map(Value::String),
            Type::Dynamic => self.dynamic(json),
            Type::List(_) | Type::Set(_) | Type::Tuple(_) => json.deserialize_seq(self.again()),
            Type::Map(_) | Type::Object(_) => json.deserialize_map(self.again()),
        };
        read.inspect_err(|_| {
            self.problem.get_or_insert_with(|| needed(self.kind));
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, items: A) -> std::result::Result<Value, A::Error> {
        match self.kind {
            Type::Set(element) => Ok(Value::Set(self.elements(items, |_| Some(element))?.into_iter().collect())),
            Type::List(element) => Ok(Value::List(self.elements(items, |_| Some(element))?)),
            Type::Tuple(kinds) => {
                let elements = self.elements(items, |position| kinds.get(position))?;
                if elements.len() == kinds.len() {
                    Ok(Value::Tuple(elements))
                } else {
                    self.fail(ValueError::wrong_count(kinds.len(), elements.len()))
                }
            }
            other => self.fail(needed(other)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, items: A) -> std::result::Result<Value, A::Error> {
        match self.kind {
            Type::Map(element) => Ok(Value::Map(self.entries(items, element)?)),
            Type::Object(kinds) => Ok(Value::Object(self.attributes(items, kinds)?)),
            other => self.fail(needed(other)),
        }
    }
}
