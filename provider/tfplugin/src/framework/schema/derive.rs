//! Derives a schema from a struct: types and bounds from its JSON Schema, behavior from `x-terraform` annotations.

use schemars::Schema;
use serde_json::{Map, Value as Json};

use super::mistakes;
use super::{Attribute, AttributeKind, Block, Choice, Constraints, NestedBlock, Nesting, Presence};
use crate::framework::value::{Type, Value};

/// The annotation that says how Terraform treats a field.
const ANNOTATION: &str = "x-terraform";
/// The annotation with the type of a field, if JSON Schema cannot express it.
const TYPE_ANNOTATION: &str = "x-terraform-type";

/// A struct whose fields are not a valid schema: an error in the provider's code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the schema of {field} is wrong: {problem}")]
pub struct SchemaError {
    field: String,
    problem: String,
}

type Result<T> = std::result::Result<T, SchemaError>;

fn wrong(field: &str, problem: impl Into<String>) -> SchemaError {
    SchemaError { field: field.to_owned(), problem: problem.into() }
}

/// The block that a struct declares.
pub(super) fn block(declaration: &Schema) -> Result<Block> {
    let declared = declaration.as_object().ok_or_else(|| wrong("the struct", "it is not an object"))?;
    let name = text(declared, "title");
    let block = fields(&name, declared)?;
    match mistakes::of_root(&block) {
        Some((taken, mistake)) => Err(wrong(&format!("{name}.{taken}"), mistake)),
        None => Ok(block),
    }
}

/// An error where there is a mistake.
fn without(mistake: Option<&'static str>, place: &str) -> Result<()> {
    mistake.map_or(Ok(()), |mistake| Err(wrong(place, mistake)))
}

enum Field {
    Attribute(Box<Attribute>),
    Block(NestedBlock),
}

fn fields(owner: &str, json: &Map<String, Json>) -> Result<Block> {
    let properties = json.get("properties").and_then(Json::as_object);
    let mut block = Block {
        description: text(json, "description"),
        deprecated: json.get("deprecated").map(|_| text(json, "x-deprecated")),
        ..Block::default()
    };
    for (name, property) in properties.into_iter().flatten() {
        let place = format!("{owner}.{name}");
        without(mistakes::of_name(name), &place)?;
        let property = property.as_object().ok_or_else(|| wrong(&place, "its type has no JSON Schema"))?;
        match field(&place, property)? {
            Field::Attribute(attribute) => {
                block.attributes.insert(name.clone(), *attribute);
            }
            Field::Block(nested) => {
                block.blocks.insert(name.clone(), nested);
            }
        }
    }
    Ok(block)
}

fn field(place: &str, json: &Map<String, Json>) -> Result<Field> {
    let annotation = json.get(ANNOTATION).and_then(Json::as_str);
    let words: Vec<&str> = annotation.ok_or_else(|| wrong(place, "x-terraform is missing"))?.split(' ').collect();
    const KNOWN: [&str; 10] = [
        "required",
        "optional",
        "computed",
        "block",
        "group",
        "replace",
        "sensitive",
        "write_only",
        "ignore_case",
        "stable",
    ];
    if let Some(unknown) = words.iter().find(|word| !KNOWN.contains(word)) {
        return Err(wrong(place, format!("x-terraform does not know {unknown:?}")));
    }
    let has = |word: &str| words.contains(&word);
    let kind = kind(place, json)?;
    if has("block") || has("group") {
        if words.len() > 1 {
            return Err(wrong(place, "a block has no other annotations; use minItems = 1 to make it required"));
        }
        return nested_block(place, kind, json, has("group")).map(Field::Block);
    }
    let presence = match (has("required"), has("optional"), has("computed")) {
        (true, false, false) => Presence::Required,
        (false, true, false) => Presence::Optional,
        (false, false, true) => Presence::Computed,
        (false, true, true) => Presence::OptionalComputed,
        _ => return Err(wrong(place, "it is one of: required, optional, computed, optional computed")),
    };
    let mut attribute = Attribute {
        description: text(json, "description"),
        sensitive: has("sensitive"),
        write_only: has("write_only"),
        deprecated: json.get("deprecated").map(|_| text(json, "x-deprecated")),
        replace: has("replace"),
        ignore_case: has("ignore_case"),
        stable: has("stable"),
        constraints: constraints(json),
        ..Attribute::new(kind, presence)
    };
    if let Some(default) = json.get("default") {
        if !presence.is_computed() {
            return Err(wrong(place, "only a computed attribute can have a default"));
        }
        let value = Value::from_state_json(default.to_string().as_bytes(), &attribute.value_type());
        attribute.default =
            Some(value.map_err(|error| wrong(place, format!("its default has the wrong type: {error}")))?);
    }
    without(mistakes::of_attribute(&attribute), place)?;
    Ok(Field::Attribute(Box::new(attribute)))
}

fn nested_block(place: &str, kind: AttributeKind, json: &Map<String, Json>, group: bool) -> Result<NestedBlock> {
    let AttributeKind::Nested(nesting, mut block) = kind else {
        return Err(wrong(place, "a block needs a struct"));
    };
    block.description = text(json, "description");
    let nesting = match (group, nesting) {
        (true, Nesting::Single) => Nesting::Group,
        (true, _) => return Err(wrong(place, "a group is one object")),
        (false, nesting) => nesting,
    };
    let items = |key| json.get(key).and_then(Json::as_u64).and_then(|items| u32::try_from(items).ok()).unwrap_or(0);
    let nested = NestedBlock { nesting, block, min_items: items("minItems"), max_items: items("maxItems") };
    without(mistakes::of_block(&nested), place)?;
    Ok(nested)
}

fn kind(place: &str, json: &Map<String, Json>) -> Result<AttributeKind> {
    if let Some(explicit) = json.get(TYPE_ANNOTATION) {
        let kind = Type::from_json(explicit).map_err(|error| wrong(place, error.to_string()))?;
        return Ok(AttributeKind::Plain(kind));
    }
    let object = |key: &str| json.get(key).and_then(Json::as_object);
    match type_name(json) {
        Some("string") => Ok(AttributeKind::Plain(Type::String)),
        Some("integer" | "number") => Ok(AttributeKind::Plain(Type::Number)),
        Some("boolean") => Ok(AttributeKind::Plain(Type::Bool)),
        Some("array") => {
            let items = object("items").ok_or_else(|| wrong(place, "its elements have no type"))?;
            let is_set = json.get("uniqueItems").and_then(Json::as_bool).unwrap_or(false);
            let (nesting, collection): (_, fn(Type) -> Type) =
                if is_set { (Nesting::Set, Type::set) } else { (Nesting::List, Type::list) };
            element(place, items, nesting, collection)
        }
        Some("object") => match object("additionalProperties") {
            Some(items) => element(place, items, Nesting::Map, Type::map),
            None => Ok(AttributeKind::Nested(Nesting::Single, fields(place, json)?)),
        },
        None if json.contains_key("oneOf") || json.contains_key("enum") => Ok(AttributeKind::Plain(Type::String)),
        other => Err(wrong(place, format!("JSON type {other:?} has no Terraform type"))),
    }
}

/// The kind of a collection with such elements.
fn element(
    place: &str,
    items: &Map<String, Json>,
    nesting: Nesting,
    collection: fn(Type) -> Type,
) -> Result<AttributeKind> {
    match kind(place, items)? {
        AttributeKind::Plain(element) => Ok(AttributeKind::Plain(collection(element))),
        AttributeKind::Nested(Nesting::Single, block) => Ok(AttributeKind::Nested(nesting, block)),
        AttributeKind::Nested(..) => Err(wrong(place, "a collection of collections of objects has no schema")),
    }
}

/// The JSON type, without the `null` an optional field adds.
fn type_name(json: &Map<String, Json>) -> Option<&str> {
    match json.get("type")? {
        Json::String(name) => Some(name),
        Json::Array(names) => names.iter().filter_map(Json::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

fn text(json: &Map<String, Json>, key: &str) -> String {
    json.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn constraints(json: &Map<String, Json>) -> Constraints {
    // What holds for the values of a collection stands with its elements, how many there are with the collection.
    let items = ["items", "additionalProperties"].iter().find_map(|key| json.get(*key)).and_then(Json::as_object);
    let values = items.unwrap_or(json);
    let number = |key: &str| values.get(key).and_then(Json::as_f64);
    let count = |json: &Map<String, Json>, key: &str| json.get(key).and_then(Json::as_u64);
    Constraints {
        choices: choices(values),
        integer: type_name(values) == Some("integer"),
        minimum: number("minimum"),
        maximum: number("maximum"),
        min_length: count(values, "minLength"),
        max_length: count(values, "maxLength"),
        min_items: count(json, "minItems"),
        max_items: count(json, "maxItems"),
        duration: values.get("format").and_then(Json::as_str) == Some("duration"),
    }
}

/// The strings an enum allows: `enum` where its variants have no documentation, `oneOf` where they have.
fn choices(json: &Map<String, Json>) -> Vec<Choice> {
    let plain = json.get("enum").and_then(Json::as_array).into_iter().flatten();
    let plain = plain.filter_map(Json::as_str).map(|value| Choice { value: value.to_owned(), meaning: String::new() });
    let variants = json.get("oneOf").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_object);
    let documented = variants.flat_map(|variant| match variant.get("const").and_then(Json::as_str) {
        Some(value) => vec![Choice { value: value.to_owned(), meaning: text(variant, "description") }],
        None => choices(variant),
    });
    plain.chain(documented).collect()
}
