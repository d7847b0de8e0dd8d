//! Giving a value the exact form of a type.

use super::{Type, Value, ValueError};
use crate::framework::path::Step;

type Result<T> = std::result::Result<T, ValueError>;

impl Value {
    /// The same value in the form of a type: sequences become the list, set or tuple it asks for, objects become maps,
    /// attributes that are missing are null. An attribute the type does not have is an error.
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
            (Self::Map(entries) | Self::Object(entries), Type::Map(element)) => {
                let entry = |(key, value): (String, Self)| match value.conform(element) {
                    Ok(value) => Ok((key, value)),
                    Err(error) => Err(error.below(Step::Key(key))),
                };
                Ok(Self::Map(entries.into_iter().map(entry).collect::<Result<_>>()?))
            }
            (Self::Map(mut entries) | Self::Object(mut entries), Type::Object(attributes)) => {
                let attribute = |(name, kind): (&String, &Type)| {
                    let value = entries.remove(name).unwrap_or(Self::Null).conform(kind);
                    Ok((name.clone(), value.map_err(|error| error.below(Step::Attribute(name.clone())))?))
                };
                let fields = attributes.iter().map(attribute).collect::<Result<_>>()?;
                match entries.into_keys().next() {
                    None => Ok(Self::Object(fields)),
                    Some(extra) => Err(ValueError::new("is not an attribute here").below(Step::Attribute(extra))),
                }
            }
            (_, kind) => Err(ValueError::new(format!("{} is needed", kind.describe()))),
        }
    }
}

fn each(items: Vec<Value>, element: &Type) -> Result<Vec<Value>> {
    let item = |(position, item): (usize, Value)| {
        let step = Step::Index(i64::try_from(position).unwrap_or(i64::MAX));
        item.conform(element).map_err(|error| error.below(step))
    };
    items.into_iter().enumerate().map(item).collect()
}
