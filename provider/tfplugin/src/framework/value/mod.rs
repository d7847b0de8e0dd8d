//! Terraform values: null, unknown or known, of any type, and their forms on the wire.

mod attr;
mod attributes;
mod completed;
mod conform;
mod deserialize;
mod json;
mod msgpack;
mod number;
mod placeholder;
mod refinement;
mod secret;
mod serialize;
mod set;
#[cfg(test)]
mod tests;
mod types;
mod unlike_plan;

use std::collections::{BTreeMap, btree_map};
use std::iter::Enumerate;
use std::{fmt, slice};

pub use attr::{Attr, Dynamic};
pub use attributes::Attributes;
pub use number::{Number, ParseNumberError};
pub use refinement::Refinement;
pub use secret::Secret;
pub(crate) use secret::Wiped;
pub use set::Elements;
pub use types::{ParseTypeError, Type};

use crate::framework::path::{Path, Place, Step, StepRef};

/// Values nested deeper than this are rejected, so that malicious bytes cannot exhaust the stack.
const MAX_DEPTH: usize = 128;

/// A value of Terraform's type system. Its type comes from the schema, as on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Absent, of any type.
    #[default]
    Null,
    /// Known after apply, with what is already certain about it.
    Unknown(Option<Box<Refinement>>),
    /// A truth value.
    Bool(bool),
    /// A number of any size.
    Number(Number),
    /// Text.
    String(String),
    /// Elements of one type, in order.
    List(Vec<Value>),
    /// Elements of one type, without order or duplicates.
    Set(Elements),
    /// Elements of one type by key.
    Map(BTreeMap<String, Value>),
    /// Elements each of its own type.
    Tuple(Vec<Value>),
    /// Attributes each of its own type.
    Object(Attributes<Value>),
    /// A value of an attribute of dynamic type, with its type.
    Dynamic(Box<(Type, Value)>),
}

impl Value {
    /// An unknown value about which nothing is certain.
    pub const UNKNOWN: Self = Self::Unknown(None);
    pub(crate) const NULL: Self = Self::Null;

    /// Whether the value is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the value itself (not only a part of it) is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Whether no part of the value is unknown.
    pub fn is_wholly_known(&self) -> bool {
        !self.is_unknown() && self.parts().all(|(_, part)| part.is_wholly_known())
    }

    /// The attribute of an object (or element of a map); null where there is none.
    pub fn get(&self, name: &str) -> &Self {
        self.get_near(name, 0)
    }

    /// As [`Value::get`], for a walk in the order of the names that is at position `expected`.
    pub(crate) fn get_near(&self, name: &str, expected: usize) -> &Self {
        match self {
            Self::Object(attributes) => attributes.find(name.as_bytes(), expected).map_or(&Self::NULL, |found| found.1),
            Self::Map(entries) => entries.get(name).unwrap_or(&Self::NULL),
            _ => &Self::NULL,
        }
    }

    /// The text of a known string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The parts of a collection or object, each with the step that leads to it.
    pub(crate) fn parts(&self) -> Parts<'_> {
        match self {
            Self::List(items) | Self::Tuple(items) => Parts::Items(items.iter().enumerate()),
            Self::Set(items) => Parts::Elements(items.iter()),
            Self::Map(entries) => Parts::Entries(entries.iter()),
            Self::Object(attributes) => Parts::Attributes(attributes.iter()),
            Self::Dynamic(typed) => typed.1.parts(),
            Self::Null | Self::Unknown(_) | Self::Bool(_) | Self::Number(_) | Self::String(_) => {
                Parts::Elements([].iter())
            }
        }
    }

    /// The same value with null where a part is unknown.
    pub(crate) fn without_unknowns(self) -> Self {
        match self {
            Self::Unknown(_) => Self::Null,
            Self::List(items) => Self::List(items.into_iter().map(Self::without_unknowns).collect()),
            Self::Tuple(items) => Self::Tuple(items.into_iter().map(Self::without_unknowns).collect()),
            Self::Set(items) => Self::Set(items.into_iter().map(Self::without_unknowns).collect()),
            Self::Map(entries) => {
                Self::Map(entries.into_iter().map(|(key, value)| (key, value.without_unknowns())).collect())
            }
            Self::Object(attributes) => Self::Object(attributes.map(Self::without_unknowns)),
            Self::Dynamic(typed) => {
                let (kind, value) = *typed;
                Self::Dynamic(Box::new((kind, value.without_unknowns())))
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => self,
        }
    }

    /// Paths of all unknown parts.
    pub fn unknown_paths(&self) -> Vec<Path> {
        fn walk(value: &Value, place: Place<'_>, found: &mut Vec<Path>) {
            if value.is_unknown() {
                found.push(place.to_path());
            }
            for (step, part) in value.parts() {
                walk(part, place.then(step), found);
            }
        }
        let mut found = Vec::new();
        walk(self, Place::ROOT, &mut found);
        found
    }

    /// How many parts are unknown.
    pub(crate) fn count_unknown(&self) -> usize {
        usize::from(self.is_unknown()) + self.parts().map(|(_, part)| part.count_unknown()).sum::<usize>()
    }
}

/// The parts of a collection or object.
pub(crate) enum Parts<'a> {
    Items(Enumerate<slice::Iter<'a, Value>>),
    Elements(slice::Iter<'a, Value>),
    Entries(btree_map::Iter<'a, String, Value>),
    Attributes(attributes::Iter<'a, Value>),
}

impl<'a> Iterator for Parts<'a> {
    type Item = (StepRef<'a>, &'a Value);
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Items(items) => items.next().map(|(position, item)| (StepRef::Index(position), item)),
            Self::Elements(elements) => elements.next().map(|element| (StepRef::Element, element)),
            Self::Entries(entries) => entries.next().map(|(key, entry)| (StepRef::Key(key), entry)),
            Self::Attributes(attributes) => attributes.next().map(|(name, value)| (StepRef::Attribute(name), value)),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Number(integer.into())
    }
}

/// A value that does not have the form its type asks for, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValueError {
    /// The part that is wrong.
    pub path: Path,
    /// What is wrong with it.
    pub message: String,
    /// Whether nothing is wrong, but the part is not known yet.
    pub(crate) is_unknown: bool,
}

fn not_an_attribute() -> ValueError {
    ValueError::new("is not an attribute here")
}

fn needed(kind: &Type) -> ValueError {
    ValueError::new(format!("{} is needed", kind.describe()))
}

impl ValueError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { path: Path::root(), message: message.into(), is_unknown: false }
    }

    fn unknown() -> Self {
        Self { is_unknown: true, ..Self::new("is not known yet") }
    }

    fn too_deep() -> Self {
        Self::new(format!("nested deeper than {MAX_DEPTH} levels"))
    }

    fn wrong_count(needed: usize, given: usize) -> Self {
        Self::new(format!("{needed} elements are needed, {given} given"))
    }

    pub(crate) fn below(self, step: Step) -> Self {
        Self { path: self.path.below(step), ..self }
    }

    /// As [`ValueError::below`], for a step that is borrowed.
    fn below_ref(self, step: StepRef<'_>) -> Self {
        match step.to_step() {
            Some(step) => self.below(step),
            None => self,
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.steps().is_empty() {
            out.write_str(&self.message)
        } else {
            write!(out, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for ValueError {}

impl serde::de::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

impl serde::ser::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}
