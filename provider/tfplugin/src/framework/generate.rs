//! The configuration that a person would write for an object that exists.

#[cfg(test)]
mod tests;

use crate::framework::schema::{Attribute, AttributeKind, Block, Field, Nesting, Presence, Schema};
use crate::framework::value::Value;

/// The configuration of an object, which plans to no change. What only the provider sets is left out of it, as are defaults,
/// deprecated and write-only attributes. Where `state` is null, nothing is set.
pub(crate) fn config(schema: &Schema, state: &Value) -> Value {
    let mut config = object(&schema.block, state);
    schema.tidy_state(&mut config);
    config
}

fn object(block: &Block, state: &Value) -> Value {
    let field = |(position, (name, field)): (usize, (&str, Field<'_>))| {
        let state = state.get_near(name, position);
        let written = match field {
            Field::Attribute(declared) => attribute(declared, state),
            Field::Block(nested) => objects(nested.nesting, &nested.block, state),
        };
        (name.to_owned(), written)
    };
    Value::Object(block.fields().enumerate().map(field).collect())
}

fn attribute(declared: &Attribute, state: &Value) -> Value {
    if declared.write_only || declared.deprecated.is_some() || declared.presence == Presence::Computed {
        return Value::Null;
    }
    let written = value(declared, state);
    let is_default = declared.default.as_ref().is_some_and(|default| value(declared, default) == written);
    if is_default { Value::Null } else { written }
}

fn value(declared: &Attribute, value: &Value) -> Value {
    match &declared.kind {
        AttributeKind::Plain(_) => value.clone(),
        AttributeKind::Nested(nesting, block) => objects(*nesting, block, value),
    }
}

fn objects(nesting: Nesting, block: &Block, objects: &Value) -> Value {
    match (nesting, objects) {
        (Nesting::Single | Nesting::Group, Value::Object(_)) => object(block, objects),
        (Nesting::List, Value::List(items)) => Value::List(items.iter().map(|item| element(block, item)).collect()),
        (Nesting::Set, Value::Set(items)) => Value::Set(items.iter().map(|item| element(block, item)).collect()),
        (Nesting::Map, Value::Map(items)) => {
            Value::Map(items.iter().map(|(key, item)| (key.clone(), element(block, item))).collect())
        }
        _ => objects.clone(),
    }
}

fn element(block: &Block, item: &Value) -> Value {
    if matches!(item, Value::Object(_)) { object(block, item) } else { item.clone() }
}
