//! Terraform values: null, unknown or known, of any type, and their forms on the wire.

mod attr;
mod conform;
mod deserialize;
mod json;
mod msgpack;
mod number;
mod placeholder;
mod refinement;
mod serialize;
mod set;
#[cfg(test)]
mod tests;
mod types;

use std::collections::BTreeMap;
use std::fmt;

pub use attr::{Attr, Dynamic};
pub use number::{Number, ParseNumberError};
pub use refinement::Refinement;
pub use set::Elements;
pub use types::{ParseTypeError, Type};

use crate::framework::path::{Path, Step};

/// Values nested deeper than this are refused, so that hostile bytes cannot exhaust the stack.
const MAX_DEPTH: usize = 128;

/// A value of Terraform's type system. Its type comes from the schema, as on the wire.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Absent, of any type.
    Null,
    /// To be known after apply, with what is already certain about it.
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
    Object(BTreeMap<String, Value>),
    /// A value of an attribute of dynamic type: it brings its type along.
    Dynamic(Box<(Type, Value)>),
}

impl Value {
    /// An unknown value nothing is certain about.
    pub const UNKNOWN: Self = Self::Unknown(None);
    const NULL: Self = Self::Null;

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
        !self.is_unknown() && self.children().all(|(_, child)| child.is_wholly_known())
    }

    /// The attribute of an object (or element of a map); null where there is none.
    pub fn get(&self, name: &str) -> &Self {
        match self {
            Self::Object(fields) | Self::Map(fields) => fields.get(name).unwrap_or(&Self::NULL),
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

    /// The parts of a collection or object, each with the step that leads to it (`None` for the elements of a set).
    pub(crate) fn children(&self) -> Box<dyn Iterator<Item = (Option<Step>, &Self)> + '_> {
        match self {
            Self::List(items) | Self::Tuple(items) => {
                let index = |position| Some(Step::Index(i64::try_from(position).unwrap_or(i64::MAX)));
                Box::new(items.iter().enumerate().map(move |(position, item)| (index(position), item)))
            }
            Self::Set(items) => Box::new(items.iter().map(|item| (None, item))),
            Self::Map(items) => Box::new(items.iter().map(|(key, item)| (Some(Step::Key(key.clone())), item))),
            Self::Object(fields) => {
                Box::new(fields.iter().map(|(name, field)| (Some(Step::Attribute(name.clone())), field)))
            }
            Self::Dynamic(typed) => typed.1.children(),
            Self::Null | Self::Unknown(_) | Self::Bool(_) | Self::Number(_) | Self::String(_) => {
                Box::new(std::iter::empty())
            }
        }
    }

    /// The same value with null where a part is unknown.
    pub(crate) fn without_unknowns(self) -> Self {
        let entries = |entries: BTreeMap<String, Self>| {
            entries.into_iter().map(|(name, value)| (name, value.without_unknowns())).collect()
        };
        match self {
            Self::Unknown(_) => Self::Null,
            Self::List(items) => Self::List(items.into_iter().map(Self::without_unknowns).collect()),
            Self::Tuple(items) => Self::Tuple(items.into_iter().map(Self::without_unknowns).collect()),
            Self::Set(items) => Self::Set(items.into_iter().map(Self::without_unknowns).collect()),
            Self::Map(items) => Self::Map(entries(items)),
            Self::Object(fields) => Self::Object(entries(fields)),
            Self::Dynamic(typed) => {
                let (kind, value) = *typed;
                Self::Dynamic(Box::new((kind, value.without_unknowns())))
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => self,
        }
    }

    /// Paths of all unknown parts.
    pub fn unknown_paths(&self) -> Vec<Path> {
        fn walk(value: &Value, path: &Path, found: &mut Vec<Path>) {
            if value.is_unknown() {
                found.push(path.clone());
            }
            for (step, child) in value.children() {
                walk(child, &step.map_or_else(|| path.clone(), |step| path.with(step)), found);
            }
        }
        let mut found = Vec::new();
        walk(self, &Path::root(), &mut found);
        found
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
pub struct ValueError {
    /// The part that is wrong.
    pub path: Path,
    /// What is wrong with it.
    pub message: String,
}

impl ValueError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { path: Path::root(), message: message.into() }
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
