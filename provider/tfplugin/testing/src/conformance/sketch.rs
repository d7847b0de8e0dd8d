//! Values of a schema as the protocol has it: the type of a block, a configuration of it, and the places in it.

use serde_json::{Map, Value as Json};
use tfplugin::framework::path::{Path, Step};
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6::schema::{Attribute, Block, NestedBlock};
use tfplugin::protocol::tfplugin6::schema::{nested_block::NestingMode as BlockNesting, object::NestingMode};

use super::client::Outcome;

/// The type of the objects of a block.
pub(super) fn type_of(block: &Block) -> Outcome<Type> {
    let attributes = block.attributes.iter().map(|one| Ok((one.name.as_str(), attribute_type(one)?)));
    let blocks = block.block_types.iter().map(|one| Ok((one.type_name.as_str(), blocks_type(one)?)));
    Ok(Type::object(attributes.chain(blocks).collect::<Outcome<Vec<_>>>()?))
}

pub(super) fn attribute_type(attribute: &Attribute) -> Outcome<Type> {
    let Some(nested) = &attribute.nested_type else {
        return Type::from_json_bytes(&attribute.r#type).map_err(|error| format!("{}: {error}", attribute.name));
    };
    let fields = nested.attributes.iter().map(|one| Ok((one.name.as_str(), attribute_type(one)?)));
    let object = Type::object(fields.collect::<Outcome<Vec<_>>>()?);
    Ok(match nested.nesting() {
        NestingMode::List => Type::list(object),
        NestingMode::Set => Type::set(object),
        NestingMode::Map => Type::map(object),
        NestingMode::Single | NestingMode::Invalid => object,
    })
}

fn blocks_type(nested: &NestedBlock) -> Outcome<Type> {
    let object = type_of(nested.block.as_ref().ok_or_else(|| format!("{} has no block", nested.type_name))?)?;
    Ok(match nested.nesting() {
        BlockNesting::List => Type::list(object),
        BlockNesting::Set => Type::set(object),
        BlockNesting::Map => Type::map(object),
        BlockNesting::Single | BlockNesting::Group | BlockNesting::Invalid => object,
    })
}

/// A configuration as Terraform sends it: what is not written is null, and collections of blocks are empty.
pub(super) fn configuration(block: &Block, written: &Json) -> Outcome<Value> {
    let unknown = written.as_object().into_iter().flatten().map(|(name, _)| name).find(|name| !has(block, name));
    if let Some(name) = unknown {
        return Err(format!("the suite writes {name:?}, which the schema does not have"));
    }
    let completed = completed(block, written);
    Value::from_state_json(completed.to_string().as_bytes(), &type_of(block)?).map_err(|error| error.to_string())
}

fn has(block: &Block, name: &str) -> bool {
    block.attributes.iter().any(|one| one.name == name) || block.block_types.iter().any(|one| one.type_name == name)
}

fn completed(block: &Block, written: &Json) -> Json {
    let mut object: Map<String, Json> = written.as_object().cloned().unwrap_or_default();
    for nested in &block.block_types {
        let inner = |written: &Json| nested.block.as_ref().map_or(Json::Null, |block| completed(block, written));
        let blocks = object.remove(&nested.type_name).unwrap_or_default();
        let blocks = match (nested.nesting(), blocks) {
            (BlockNesting::List | BlockNesting::Set, Json::Array(items)) => items.iter().map(inner).collect(),
            (BlockNesting::List | BlockNesting::Set, _) => Json::Array(Vec::new()),
            (BlockNesting::Map, Json::Object(entries)) => {
                Json::Object(entries.iter().map(|(key, written)| (key.clone(), inner(written))).collect())
            }
            (BlockNesting::Map, _) => Json::Object(Map::new()),
            (BlockNesting::Group, written) => inner(&written),
            (_, Json::Null) => Json::Null,
            (_, written) => inner(&written),
        };
        object.insert(nested.type_name.clone(), blocks);
    }
    Json::Object(object)
}

/// A state as Terraform stores it.
pub(super) fn state_json(value: &Value) -> Json {
    match value {
        Value::Null | Value::Unknown(_) => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or_default(),
        Value::String(text) => Json::String(text.clone()),
        Value::List(items) | Value::Tuple(items) => items.iter().map(state_json).collect(),
        Value::Set(items) => items.iter().map(state_json).collect(),
        Value::Map(entries) => entries.iter().map(|(key, value)| (key.clone(), state_json(value))).collect(),
        Value::Object(attributes) => {
            attributes.iter().map(|(name, value)| (name.to_string(), state_json(value))).collect()
        }
        Value::Dynamic(typed) => Json::Object(Map::from_iter([
            ("type".to_owned(), typed.0.to_json()),
            ("value".to_owned(), state_json(&typed.1)),
        ])),
    }
}

/// Calls `visit` with each attribute of an object and its place, in nested objects too, but not in sets, whose elements have
/// no place.
pub(super) fn each_attribute(block: &Block, object: &Value, visit: &mut impl FnMut(&Attribute, &Value, &Path)) {
    walk_block(block, object, &Path::root(), visit);
}

fn walk_block(block: &Block, object: &Value, place: &Path, visit: &mut impl FnMut(&Attribute, &Value, &Path)) {
    walk(&block.attributes, object, place, visit);
    for nested in &block.block_types {
        let Some(inner) = &nested.block else { continue };
        let place = place.attribute(&nested.type_name);
        for (place, object) in objects(object.get(&nested.type_name), &place) {
            walk_block(inner, object, &place, visit);
        }
    }
}

fn walk(attributes: &[Attribute], object: &Value, place: &Path, visit: &mut impl FnMut(&Attribute, &Value, &Path)) {
    if !matches!(object, Value::Object(_)) {
        return;
    }
    for attribute in attributes {
        let (value, place) = (object.get(&attribute.name), place.attribute(&attribute.name));
        visit(attribute, value, &place);
        if let Some(nested) = &attribute.nested_type {
            for (place, object) in objects(value, &place) {
                walk(&nested.attributes, object, &place, visit);
            }
        }
    }
}

/// The objects in a value, each with its place.
pub(super) fn objects<'a>(value: &'a Value, place: &Path) -> Vec<(Path, &'a Value)> {
    match value {
        Value::Object(_) => vec![(place.clone(), value)],
        Value::List(items) => (0..).zip(items).map(|(index, item)| (place.with(Step::Index(index)), item)).collect(),
        Value::Map(entries) => entries.iter().map(|(key, item)| (place.with(Step::Key(key.clone())), item)).collect(),
        _ => Vec::new(),
    }
}
