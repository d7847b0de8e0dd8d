//! The plan engine: plans an object from its schema, its prior state and its configuration. It is independent of any
//! resource and a pure function, because Terraform plans again during apply and compares.

#[cfg(test)]
mod tests;

use crate::framework::path::{Path, Place, StepRef};
use crate::framework::schema::{Attribute, AttributeKind, Block, Field, Nesting, Schema};
use crate::framework::value::{Elements, Value};

/// The planned object, by the rules all schemas share. `prior` is null if the object is created.
///
/// A configured value is planned as written; if it differs from the prior value in letter case only and the schema
/// ignores that, the prior value is planned. A computed attribute that is not configured gets its default, else its
/// prior value, else it is unknown. If anything changes, computed attributes that are neither configured, nor have a
/// default, nor are stable become unknown. Write-only values are left out.
pub(crate) fn plan(schema: &Schema, prior: &Value, config: &Value) -> Value {
    let existing = (!prior.is_null()).then_some(prior);
    let mut planned = object(&schema.block, existing, config);
    if existing.is_some() && planned != *prior {
        forget_unstable(&schema.block, config, &mut planned);
    }
    planned
}

/// Paths of attributes whose change replaces the object. A value that a state of an older version does not have is not a
/// change.
pub(crate) fn replacements(schema: &Schema, prior: &Value, planned: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    if prior != planned && !prior.is_null() && !planned.is_null() {
        replacements_in(&schema.block, prior, planned, Place::ROOT, &mut found);
    }
    found
}

/// `config` is an object.
fn object(block: &Block, prior: Option<&Value>, config: &Value) -> Value {
    let field = |(position, (name, field)): (usize, (&str, Field<'_>))| {
        let prior = prior.map(|prior| prior.get_near(name, position));
        let config = config.get_near(name, position);
        match field {
            Field::Attribute(declared) => attribute(declared, prior, config),
            Field::Block(nested) => objects(nested.nesting, &nested.block, prior, config),
        }
    };
    let values = block.fields().enumerate().map(field).collect::<Vec<_>>();
    match config {
        Value::Object(attributes) if attributes.len() == values.len() => Value::Object(attributes.with(values)),
        _ => Value::Object(block.fields().map(|(name, _)| name.to_owned()).zip(values).collect()),
    }
}

/// `prior` is `None` if the object that has the attribute did not exist.
fn attribute(declared: &Attribute, prior: Option<&Value>, config: &Value) -> Value {
    if declared.write_only {
        return Value::Null;
    }
    if config.is_null() {
        return unset(declared, prior);
    }
    match &declared.kind {
        AttributeKind::Plain(_) => match (prior, config) {
            (Some(Value::String(was)), Value::String(is)) if declared.ignore_case && same_letters(was, is) => {
                Value::String(was.clone())
            }
            _ => config.clone(),
        },
        AttributeKind::Nested(nesting, block) => objects(*nesting, block, prior, config),
    }
}

fn same_letters(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The value of an attribute the user did not set.
fn unset(declared: &Attribute, prior: Option<&Value>) -> Value {
    if !declared.presence.is_computed() {
        return Value::Null;
    }
    match (&declared.default, prior) {
        (Some(default), _) => match &declared.kind {
            AttributeKind::Plain(_) => default.clone(),
            AttributeKind::Nested(nesting, block) => objects(*nesting, block, prior, default),
        },
        (None, Some(prior)) => prior.clone(),
        (None, None) => Value::UNKNOWN,
    }
}

fn objects(nesting: Nesting, block: &Block, prior: Option<&Value>, config: &Value) -> Value {
    let prior = prior.filter(|prior| !prior.is_null());
    match (nesting, config) {
        (Nesting::Single | Nesting::Group, Value::Object(_)) => object(block, prior, config),
        (Nesting::List, Value::List(items)) => {
            let was = |position: usize| match prior {
                Some(Value::List(was)) => was.get(position),
                _ => None,
            };
            Value::List(items.iter().enumerate().map(|(at, item)| element(block, was(at), item)).collect())
        }
        (Nesting::Map, Value::Map(entries)) => {
            let was = |key: &str| match prior {
                Some(Value::Map(was)) => was.get(key),
                _ => None,
            };
            Value::Map(entries.iter().map(|(key, item)| (key.clone(), element(block, was(key), item))).collect())
        }
        (Nesting::Set, Value::Set(items)) => Value::Set(set_elements(block, prior, items)),
        _ => config.clone(),
    }
}

/// An object of a collection by the rules of [`plan`].
pub(crate) fn element(block: &Block, prior: Option<&Value>, config: &Value) -> Value {
    if matches!(config, Value::Object(_)) { object(block, prior, config) } else { config.clone() }
}

/// Elements of a set have no address: an element continues the prior element that equals it in everything but computed
/// values.
fn set_elements(block: &Block, prior: Option<&Value>, written: &Elements) -> Elements {
    let mut left: Vec<&Value> = match prior {
        Some(Value::Set(was)) => was.iter().collect(),
        _ => Vec::new(),
    };
    let mut by_plan: Vec<(Value, &Value)> = written.iter().map(|item| (element(block, None, item), item)).collect();
    // Match the most specific elements first: fewer prior elements fit them.
    by_plan.sort_by_key(|(new, _)| new.count_unknown());
    let choose = |(new, item): (Value, &Value)| {
        let known = item.is_wholly_known();
        let matching = left.iter().position(|was| known && objects_fit(block, was, &new));
        matching.map_or(new, |position| element(block, Some(left.remove(position)), item))
    };
    by_plan.into_iter().map(choose).collect()
}

/// Whether `was` equals `new` in everything that is known of `new`.
fn objects_fit(block: &Block, was: &Value, new: &Value) -> bool {
    match (was, new) {
        (Value::Object(_), Value::Object(_)) => {
            let fits = |(name, declared): (&String, &Attribute)| attribute_fits(declared, was.get(name), new.get(name));
            block.attributes.iter().all(fits)
                && block.blocks.iter().all(|(name, nested)| objects_fit(&nested.block, was.get(name), new.get(name)))
        }
        (Value::List(before), Value::List(after)) => {
            before.len() == after.len() && before.iter().zip(after).all(|(was, new)| objects_fit(block, was, new))
        }
        (Value::Map(before), Value::Map(after)) => {
            before.keys().eq(after.keys())
                && before.values().zip(after.values()).all(|(was, new)| objects_fit(block, was, new))
        }
        (Value::Set(before), Value::Set(after)) => {
            before.len() == after.len() && after.iter().all(|new| before.iter().any(|was| objects_fit(block, was, new)))
        }
        _ => new.is_unknown() || was == new,
    }
}

fn attribute_fits(declared: &Attribute, was: &Value, new: &Value) -> bool {
    match (&declared.kind, was, new) {
        (AttributeKind::Nested(_, block), ..) => objects_fit(block, was, new),
        (_, Value::String(was), Value::String(new)) if declared.ignore_case => same_letters(was, new),
        _ => new.is_unknown() || was == new,
    }
}

/// Makes computed values unknown that may change with the object. Elements of sets keep theirs, which identify them.
pub(crate) fn forget_unstable(block: &Block, config: &Value, planned: &mut Value) {
    let Value::Object(attributes) = planned else { return };
    for (position, (name, field)) in block.fields().enumerate() {
        let Some(planned) = attributes.find_mut(name, position) else { continue };
        let config = config.get_near(name, position);
        match field {
            Field::Attribute(declared) if config.is_null() && declared.changes_with_object() => {
                *planned = Value::UNKNOWN;
            }
            Field::Attribute(Attribute { kind: AttributeKind::Nested(_, nested), default, .. }) => {
                match (config, default) {
                    (Value::Null, Some(default)) => forget_unstable_in(nested, default, planned),
                    // A stable object.
                    (Value::Null, None) => {}
                    _ => forget_unstable_in(nested, config, planned),
                }
            }
            Field::Attribute(_) => {}
            Field::Block(nested) => forget_unstable_in(&nested.block, config, planned),
        }
    }
}

fn forget_unstable_in(block: &Block, config: &Value, planned: &mut Value) {
    match planned {
        Value::Object(_) => forget_unstable(block, config, planned),
        Value::List(items) => {
            let configured = |position: usize| match config {
                Value::List(items) => items.get(position).unwrap_or(&Value::Null),
                _ => &Value::Null,
            };
            items.iter_mut().enumerate().for_each(|(at, item)| forget_unstable(block, configured(at), item));
        }
        Value::Map(entries) => {
            entries.iter_mut().for_each(|(key, item)| forget_unstable(block, config.get(key), item));
        }
        _ => {}
    }
}

fn replacements_in(block: &Block, prior: &Value, planned: &Value, place: Place<'_>, found: &mut Vec<Path>) {
    for (position, (name, field)) in block.fields().enumerate() {
        let (was, is) = (prior.get_near(name, position), planned.get_near(name, position));
        if was == is {
            continue;
        }
        let place = place.attribute(name);
        match field {
            Field::Attribute(declared) if declared.replace && was.is_null() && declared.is_never_null() => {}
            Field::Attribute(declared) if declared.replace => found.push(place.to_path()),
            Field::Attribute(declared) => {
                if let AttributeKind::Nested(nesting, nested) = &declared.kind {
                    replacements_among(*nesting, nested, was, is, place, found);
                }
            }
            Field::Block(nested) => replacements_among(nested.nesting, &nested.block, was, is, place, found),
        }
    }
}

fn replacements_among(
    nesting: Nesting,
    block: &Block,
    was: &Value,
    is: &Value,
    place: Place<'_>,
    found: &mut Vec<Path>,
) {
    match (nesting, was, is) {
        (Nesting::Single | Nesting::Group, Value::Object(_), Value::Object(_)) => {
            replacements_in(block, was, is, place, found);
        }
        (Nesting::List, Value::List(before), Value::List(after)) => {
            for (position, (before, after)) in before.iter().zip(after).enumerate() {
                replacements_in(block, before, after, place.then(StepRef::Index(position)), found);
            }
        }
        (Nesting::Map, Value::Map(before), Value::Map(after)) => {
            for (key, after) in after {
                if let Some(before) = before.get(key) {
                    replacements_in(block, before, after, place.then(StepRef::Key(key)), found);
                }
            }
        }
        // Elements of a set have no address: a changed element is another element.
        _ => {}
    }
}
