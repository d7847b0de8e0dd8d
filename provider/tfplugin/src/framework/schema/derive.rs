//! Derives a schema from a struct: types and bounds from its JSON Schema, behavior from `x-terraform` annotations.

use schemars::{JsonSchema, Schema as JsonSchemaDocument};
use serde_json::{Map, Value as Json};

use super::mistakes::{self, Mistake, SchemaError, Use};
use super::{Attribute, AttributeKind, Block, Choice, Constraints, NestedBlock, Nesting, Presence};
use crate::framework::model::declaration_of;
use crate::framework::value::{Type, Value};

/// The annotation that says how Terraform treats a field.
pub(super) const ANNOTATION: &str = "x-terraform";
/// The annotation with the type of a field, if JSON Schema cannot express it.
const TYPE_ANNOTATION: &str = "x-terraform-type";
/// The annotation of a field that can hold an unknown value.
pub(crate) const UNKNOWN_ANNOTATION: &str = "x-terraform-unknown";

/// The words of the annotation.
const WORDS: [&str; 10] = [
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

type Result<T> = std::result::Result<T, Mistake>;

/// The block that a struct declares.
pub(super) fn block_of(declaration: &JsonSchemaDocument, usage: Use) -> std::result::Result<Block, SchemaError> {
    let name = declaration.as_object().map(|root| text(root, "title")).unwrap_or_default();
    let mut reader = Reader { words: Words::Needed, found: Vec::new() };
    let block = match declaration.as_object() {
        Some(root) if type_name(root) == Some("object") => reader.block(&name, root),
        _ => return Err(Mistake::new(&name, "it is not a struct").into()),
    };
    reader.found.extend(mistakes::of_root(&name, &block, usage));
    reader.done(block)
}

/// What a function takes or returns.
#[derive(Debug)]
pub struct Argument {
    pub(crate) kind: Type,
    pub(crate) constraints: Constraints,
    pub(crate) allows_null: bool,
    pub(crate) allows_unknown: bool,
}

pub(crate) fn argument_of<T: JsonSchema>() -> std::result::Result<Argument, SchemaError> {
    let (name, root) = (T::schema_name(), declaration_of::<T>());
    let mut reader = Reader { words: Words::Unread, found: Vec::new() };
    let Some(json) = root.as_object() else { return Err(Mistake::new(&name, "it has no Terraform type").into()) };
    let kind = reader.kind(&name, json)?;
    reader.done(Argument {
        kind: Attribute::new(kind, Presence::Required).value_type(),
        constraints: constraints(json),
        allows_null: allows_null(json),
        allows_unknown: allows_unknown(json),
    })
}

/// What values a field of this JSON Schema holds.
pub(super) fn kind_of(place: &str, json: &Map<String, Json>) -> std::result::Result<AttributeKind, Mistake> {
    Reader { words: Words::Unread, found: Vec::new() }.kind(place, json)
}

fn wrong<T>(place: &str, problem: impl Into<String>) -> Result<T> {
    Err(Mistake::new(place, problem))
}

enum Field {
    Attribute(Box<Attribute>),
    Block(NestedBlock),
}

/// Whether the words of fields count. In a struct that a function takes or returns, they mean nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    Needed,
    Unread,
}

struct Reader {
    words: Words,
    found: Vec<Mistake>,
}

impl Reader {
    fn done<T>(self, read: T) -> std::result::Result<T, SchemaError> {
        if self.found.is_empty() { Ok(read) } else { Err(self.found.into()) }
    }

    fn block(&mut self, owner: &str, json: &Map<String, Json>) -> Block {
        let mut block = Block {
            description: text(json, "description"),
            deprecated: json.get("deprecated").map(|_| text(json, "x-deprecated")),
            ..Block::default()
        };
        let properties = json.get("properties").and_then(Json::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let place = format!("{owner}.{name}");
            self.found.extend(mistakes::of_name(name).map(|problem| Mistake::new(&place, problem)));
            match self.field(&place, property) {
                Ok(Field::Attribute(attribute)) => drop(block.attributes.insert(name.clone(), *attribute)),
                Ok(Field::Block(nested)) => drop(block.blocks.insert(name.clone(), nested)),
                Err(mistake) => self.found.push(mistake),
            }
        }
        block
    }

    fn field(&mut self, place: &str, json: &Json) -> Result<Field> {
        let Some(json) = json.as_object() else { return wrong(place, "its type has no JSON Schema") };
        if self.words == Words::Unread {
            let kind = self.kind(place, json)?;
            return Ok(Field::Attribute(Box::new(Attribute::new(kind, Presence::Optional))));
        }
        let Some(words) = json.get(ANNOTATION).and_then(Json::as_str) else {
            return wrong(place, "it has no words that say how Terraform treats it");
        };
        let words: Vec<&str> = words.split(' ').collect();
        if let Some(unknown) = words.iter().find(|word| !WORDS.contains(word)) {
            return wrong(
                place,
                format!("{unknown:?} is not a word of the schema. The words are {}", WORDS.join(", ")),
            );
        }
        let kind = self.kind(place, json)?;
        if words.contains(&"block") || words.contains(&"group") {
            if words.len() > 1 {
                return wrong(place, "a block has no other words: write `block, required` to make it required");
            }
            return self.nested_block(place, kind, json, words.contains(&"group")).map(Field::Block);
        }
        self.attribute(place, kind, json, &words).map(|attribute| Field::Attribute(Box::new(attribute)))
    }

    fn attribute(
        &mut self,
        place: &str,
        kind: AttributeKind,
        json: &Map<String, Json>,
        words: &[&str],
    ) -> Result<Attribute> {
        let has = |word: &str| words.contains(&word);
        let presence = match (has("required"), has("optional"), has("computed")) {
            (true, false, false) => Presence::Required,
            (false, true, false) => Presence::Optional,
            (false, false, true) => Presence::Computed,
            (false, true, true) => Presence::OptionalComputed,
            _ => return wrong(place, "it is one of: required, optional, computed, optional computed"),
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
            holds_null: allows_null(json),
            holds_unknown: allows_unknown(json),
            ..Attribute::new(kind, presence)
        };
        if let Some(default) = json.get("default") {
            let value = Value::from_state_json(default.to_string().as_bytes(), &attribute.value_type());
            match value {
                Ok(value) => attribute.default = Some(value),
                Err(error) => return wrong(place, format!("its default has the wrong type: {error}")),
            }
        }
        self.found.extend(mistakes::of_attribute(&attribute).map(|problem| Mistake::new(place, problem)));
        Ok(attribute)
    }

    fn nested_block(
        &mut self,
        place: &str,
        kind: AttributeKind,
        json: &Map<String, Json>,
        group: bool,
    ) -> Result<NestedBlock> {
        let AttributeKind::Nested(nesting, mut block) = kind else { return wrong(place, "a block needs a struct") };
        block.description = text(json, "description");
        let nesting = match (group, nesting) {
            (true, Nesting::Single) => Nesting::Group,
            (true, _) => return wrong(place, "a group is one object"),
            (false, nesting) => nesting,
        };
        let bound = |of_list, of_map| {
            let bound = json.get(of_list).or_else(|| json.get(of_map)).and_then(Json::as_u64);
            bound.and_then(|items| u32::try_from(items).ok()).unwrap_or(0)
        };
        let (min_items, max_items) = (bound("minItems", "minProperties"), bound("maxItems", "maxProperties"));
        let nested = NestedBlock { nesting, block, min_items, max_items, holds_null: allows_null(json) };
        self.found.extend(mistakes::of_block(&nested).map(|problem| Mistake::new(place, problem)));
        Ok(nested)
    }

    fn kind(&mut self, place: &str, json: &Map<String, Json>) -> Result<AttributeKind> {
        if let Some(explicit) = json.get(TYPE_ANNOTATION) {
            let kind = Type::from_json(explicit).map_err(|error| Mistake::new(place, error.to_string()))?;
            return Ok(AttributeKind::Plain(kind));
        }
        let json = value_schema(json);
        let object = |key: &str| json.get(key).and_then(Json::as_object);
        match type_name(json) {
            Some("string") => Ok(AttributeKind::Plain(Type::String)),
            Some("integer" | "number") => Ok(AttributeKind::Plain(Type::Number)),
            Some("boolean") => Ok(AttributeKind::Plain(Type::Bool)),
            Some("array") => {
                if let Some(items) = json.get("prefixItems").and_then(Json::as_array) {
                    return self.tuple(place, items);
                }
                let Some(items) = object("items") else { return wrong(place, "its elements have no type") };
                let is_set = json.get("uniqueItems").and_then(Json::as_bool).unwrap_or(false);
                let (nesting, collection): (_, fn(Type) -> Type) =
                    if is_set { (Nesting::Set, Type::set) } else { (Nesting::List, Type::list) };
                self.elements(place, items, nesting, collection)
            }
            Some("object") => match object("additionalProperties") {
                Some(items) => self.elements(place, items, Nesting::Map, Type::map),
                None if json.contains_key("patternProperties") => {
                    wrong(place, "keys of a map are text: make them String")
                }
                None => Ok(AttributeKind::Nested(Nesting::Single, self.block(place, json))),
            },
            None if has_variants_with_data(json) => {
                wrong(place, "a variant with data has no form in Terraform: make it a struct with optional fields")
            }
            None if json.contains_key("$ref") => {
                wrong(place, "its type is recursive, and Terraform's types are not: write a struct for each level")
            }
            None if json.contains_key("oneOf") || json.contains_key("enum") => Ok(AttributeKind::Plain(Type::String)),
            _ => wrong(
                place,
                "a value of this type has no form in Terraform: use strings, numbers, bool, collections or structs",
            ),
        }
    }

    fn tuple(&mut self, place: &str, items: &[Json]) -> Result<AttributeKind> {
        let item = |item: &Json| match item.as_object().map(|item| self.kind(place, item)) {
            Some(kind) => Ok(Attribute::new(kind?, Presence::Required).value_type()),
            None => wrong(place, "its elements have no type"),
        };
        Ok(AttributeKind::Plain(Type::Tuple(items.iter().map(item).collect::<Result<_>>()?)))
    }

    /// The kind of a collection with such elements.
    fn elements(
        &mut self,
        place: &str,
        items: &Map<String, Json>,
        nesting: Nesting,
        collection: fn(Type) -> Type,
    ) -> Result<AttributeKind> {
        if allows_null(items) && !allows_unknown(items) {
            return wrong(place, "elements are never null: leave out the Option");
        }
        match self.kind(place, items)? {
            AttributeKind::Plain(element) => Ok(AttributeKind::Plain(collection(element))),
            AttributeKind::Nested(Nesting::Single, block) => Ok(AttributeKind::Nested(nesting, block)),
            AttributeKind::Nested(..) => wrong(place, "a collection of collections of objects has no schema"),
        }
    }
}

/// The schema of a value that is not null.
fn value_schema(json: &Map<String, Json>) -> &Map<String, Json> {
    let alternatives = json.get("anyOf").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_object);
    alternatives.into_iter().find(|alternative| type_name(alternative) != Some("null")).unwrap_or(json)
}

/// Whether a value is one of several variants, and one of them is not a text alone.
fn has_variants_with_data(json: &Map<String, Json>) -> bool {
    let variants = json.get("oneOf").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_object);
    variants.into_iter().any(|variant| type_name(variant).is_some_and(|name| name != "string"))
}

/// Whether a field of this schema can hold null.
pub(super) fn allows_null(json: &Map<String, Json>) -> bool {
    let is_null = |name: &Json| *name == "null";
    let alternatives = json.get("anyOf").and_then(Json::as_array).into_iter().flatten();
    let one_is_null = json.get("type").and_then(Json::as_array).is_some_and(|names| names.iter().any(is_null));
    allows_unknown(json) || one_is_null || alternatives.filter_map(|one| one.get("type")).any(is_null)
}

/// Whether a field of this schema can hold an unknown value.
pub(super) fn allows_unknown(json: &Map<String, Json>) -> bool {
    json.contains_key(UNKNOWN_ANNOTATION)
}

/// The JSON type, without the `null` an optional field adds.
fn type_name(json: &Map<String, Json>) -> Option<&str> {
    match json.get("type")? {
        Json::String(name) => Some(name),
        Json::Array(names) => names.iter().filter_map(Json::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

pub(super) fn text(json: &Map<String, Json>, key: &str) -> String {
    json.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn constraints(json: &Map<String, Json>) -> Constraints {
    // What holds for the values of a collection stands with its elements, how many there are with the collection.
    let items = ["items", "additionalProperties"].iter().find_map(|key| json.get(*key)).and_then(Json::as_object);
    let values = value_schema(items.unwrap_or(json));
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
