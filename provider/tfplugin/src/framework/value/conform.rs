//! Converts values to the exact form of a type.

use std::collections::BTreeMap;

use super::{Attributes, Type, Value, ValueError, needed, not_an_attribute};
use crate::framework::path::Step;

type Result<T> = std::result::Result<T, ValueError>;

impl Value {
    /// Converts the value to the form of a type: sequences become the list, set or tuple of the type, objects become
    /// maps, and missing attributes become null. An attribute that the type does not have is an error.
    pub fn conform(self, kind: &Type) -> Result<Self> {
        match (self, kind) {
            (null @ (Self::Null | Self::Unknown(_)), _)
            | (null @ Self::Bool(_), Type::Bool)
            | (null @ Self::Number(_), Type::Number)
            | (null @ Self::String(_), Type::String)
            | (null @ Self::Dynamic(_), Type::Dynamic) => Ok(null),
            (Self::List(items) | Self::Tuple(items), Type::List(element)) => Ok(Self::List(each(items, element)?)),
            (Self::List(items) | Self::Tuple(items), Type::Set(element)) => {
                Ok(Self::Set(each(items, element)?.into_iter().collect()))
            }
            (Self::Set(items), Type::Set(element)) => {
                Ok(Self::Set(items.into_iter().map(|item| item.conform(element)).collect::<Result<_>>()?))
            }
            (Self::List(items) | Self::Tuple(items), Type::Tuple(kinds)) if items.len() == kinds.len() => {
                let item = |(item, kind): (Self, &Type)| item.conform(kind);
                Ok(Self::Tuple(items.into_iter().zip(kinds).map(item).collect::<Result<_>>()?))
            }
            (Self::Map(entries), Type::Map(element)) => Ok(Self::Map(entries_of(entries, element)?)),
            (Self::Object(attributes), Type::Map(element)) => {
                let entries = attributes.into_iter().map(|(key, value)| (key.into_owned(), value));
                Ok(Self::Map(entries_of(entries, element)?))
            }
            (Self::Object(attributes), Type::Object(kinds)) => Ok(Self::Object(attributes_of(attributes, kinds)?)),
            (Self::Map(entries), Type::Object(kinds)) => {
                Ok(Self::Object(attributes_of(entries.into_iter().collect(), kinds)?))
            }
            (_, kind) => Err(needed(kind)),
        }
    }
}

fn entries_of(entries: impl IntoIterator<Item = (String, Value)>, element: &Type) -> Result<BTreeMap<String, Value>> {
    let entry = |(key, value): (String, Value)| match value.conform(element) {
        Ok(value) => Ok((key, value)),
        Err(error) => Err(error.below(Step::Key(key))),
    };
    entries.into_iter().map(entry).collect()
}

fn attributes_of(mut given: Attributes<Value>, kinds: &Attributes<Type>) -> Result<Attributes<Value>> {
    let extra = given.names().find(|name| kinds.get(name).is_none());
    if let Some(extra) = extra {
        return Err(not_an_attribute().below(Step::Attribute(extra.to_owned())));
    }
    let attribute = |(position, (name, kind)): (usize, (&str, &Type))| {
        let value = given.find_mut(name, position).map_or(Value::Null, std::mem::take);
        value.conform(kind).map_err(|error| error.below(Step::Attribute(name.to_owned())))
    };
    Ok(kinds.with(kinds.iter().enumerate().map(attribute).collect::<Result<_>>()?))
}

fn each(items: Vec<Value>, element: &Type) -> Result<Vec<Value>> {
    let item =
        |(position, item): (usize, Value)| item.conform(element).map_err(|error| error.below(Step::position(position)));
    items.into_iter().enumerate().map(item).collect()
}
