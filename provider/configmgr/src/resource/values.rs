//! The values of a resource's attributes.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use tfplugin::framework::value::{Attr, Type, Value, ValueError};

/// The values of the attributes of a resource, by name.
pub struct Values<M> {
    values: Value,
    resource: PhantomData<fn() -> M>,
}

impl<M> Values<M> {
    /// Values of a few attributes; the others are null.
    pub fn of<const N: usize>(attributes: [(&'static str, Value); N]) -> Self {
        Self::new(Value::Object(attributes.into()))
    }

    const fn new(values: Value) -> Self {
        Self { values, resource: PhantomData }
    }

    /// The values of an object that Terraform sent. Those of the attributes in `unread` are not even copied.
    pub(super) fn read(object: &Value, unread: &[&str]) -> Self {
        Self::new(match object {
            Value::Object(attributes) if !unread.is_empty() => {
                let read = attributes.iter().filter(|(name, _)| !unread.contains(name));
                Value::Object(read.map(|(name, value)| (name.to_owned(), without_partly_unknown_sets(value))).collect())
            }
            _ => without_partly_unknown_sets(object),
        })
    }

    /// The values as an object of this type.
    pub(super) fn to_object(&self, kind: &Type) -> Result<Value, ValueError> {
        self.values.clone().conform(kind)
    }

    /// The values under other names for some attributes: pairs of the name here and the other name.
    pub(super) fn renamed(&self, names: &[(&str, &'static str)]) -> Cow<'_, Value> {
        let mut values = Cow::Borrowed(&self.values);
        for (name, other) in names {
            if let Value::Object(attributes) = values.to_mut()
                && let Some(value) = attributes.remove(name)
            {
                attributes.insert(*other, value);
            }
        }
        values
    }

    /// The value of an attribute, or of one inside it: `wsus.version`. Null where there is none.
    pub fn get(&self, path: &str) -> &Value {
        path.split('.').fold(&self.values, Value::get)
    }

    /// The text of an attribute.
    pub fn text(&self, path: &str) -> Attr<&str> {
        match self.get(path) {
            Value::String(text) => Attr::Known(text),
            value if value.is_unknown() => Attr::Unknown,
            _ => Attr::Null,
        }
    }

    /// The text of an attribute; empty where it has none.
    pub fn shown(&self, path: &str) -> &str {
        self.get(path).as_str().unwrap_or_default()
    }

    /// Sets an attribute, or one inside it, unless the object that has it is null or unknown.
    pub fn set(&mut self, path: &str, value: impl Into<Value>) {
        let mut object = &mut self.values;
        let mut name = path;
        while let Some((outer, inner)) = name.split_once('.') {
            let Value::Object(attributes) = object else { return };
            let Some(nested) = attributes.get_mut(outer) else { return };
            (object, name) = (nested, inner);
        }
        if let Value::Object(attributes) = object {
            let value = with_sets(value.into());
            match attributes.get_mut(name) {
                Some(there) => *there = value,
                None => drop(attributes.insert(name.to_owned(), value)),
            }
        }
    }

    /// Sets an attribute to a text that is null or unknown, too.
    pub fn set_text(&mut self, path: &str, text: Attr<String>) {
        self.set(
            path,
            match text {
                Attr::Null => Value::Null,
                Attr::Unknown => Value::UNKNOWN,
                Attr::Known(text) => Value::String(text),
            },
        );
    }
}

/// Every collection of the hierarchy's objects is a set.
fn with_sets(value: Value) -> Value {
    match value {
        Value::List(items) => Value::Set(items.into_iter().map(with_sets).collect()),
        Value::Object(attributes) => Value::Object(attributes.map(with_sets)),
        other => other,
    }
}

/// The same value, in which a set with an unknown element is unknown: nothing can be said of it.
fn without_partly_unknown_sets(value: &Value) -> Value {
    match value {
        Value::Set(elements) if elements.iter().any(Value::is_unknown) => Value::UNKNOWN,
        Value::Object(_) if value.is_wholly_known() => value.clone(),
        Value::Object(attributes) => Value::Object(attributes.clone().map(|value| without_partly_unknown_sets(&value))),
        other => other.clone(),
    }
}

impl<M> Clone for Values<M> {
    fn clone(&self) -> Self {
        Self::new(self.values.clone())
    }
}

impl<M> PartialEq for Values<M> {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl<M> fmt::Debug for Values<M> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values.fmt(out)
    }
}
