//! The schema of an identity: the attributes that tell the objects of a resource apart.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::AttributeKind;
use super::derive::{ANNOTATION, allows_null, allows_unknown, kind_of, text};
use super::mistakes::{Mistake, SchemaError, of_name};
use crate::framework::identity::Identity;
use crate::framework::model::declaration_of;
use crate::framework::path::Path;
use crate::framework::value::{Type, Value};
use crate::protocol::tfplugin6 as wire;

const REQUIRED: &str = "required_for_import";
const OPTIONAL: &str = "optional_for_import";
const IGNORE_CASE: &str = "ignore_case";

/// The schema of the identity that the objects of a resource have.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct IdentitySchema {
    /// Version of the identity's shape.
    pub version: i64,
    /// The attributes by name.
    pub attributes: BTreeMap<String, IdentityAttribute>,
    kind: Type,
}

/// An attribute of an identity.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct IdentityAttribute {
    /// The type of its value: a primitive one, or a list of these.
    pub kind: Type,
    /// What it is, in Markdown.
    pub description: String,
    /// Whether an import must set it. Otherwise it may.
    pub required_for_import: bool,
    /// Whether two strings that differ in letter case only are the same value.
    pub ignore_case: bool,
}

impl IdentitySchema {
    /// The schema that a struct declares, by its fields, their types and doc comments, and their words in `#[tf(…)]`.
    ///
    /// # Errors
    /// All mistakes in the fields and their words.
    pub fn of<I: Identity>(version: i64) -> Result<Self, SchemaError> {
        let (owner, declaration) = (I::schema_name(), declaration_of::<I>());
        let properties = declaration.get("properties").and_then(Json::as_object);
        let (mut attributes, mut found) = (BTreeMap::new(), Vec::new());
        for (name, property) in properties.into_iter().flatten() {
            let place = format!("{owner}.{name}");
            found.extend(of_name(name).map(|problem| Mistake::new(&place, problem)));
            match attribute(&place, property) {
                Ok(attribute) => drop(attributes.insert(name.clone(), attribute)),
                Err(mistake) => found.push(mistake),
            }
        }
        if attributes.is_empty() && found.is_empty() {
            found.push(Mistake::new(&owner, "an identity has at least one attribute"));
        }
        if !found.is_empty() {
            return Err(found.into());
        }
        let kind = attributes.iter().map(|(name, attribute)| (name.clone(), attribute.kind.clone()));
        Ok(Self { version, kind: Type::Object(kind.collect()), attributes })
    }

    /// The type of a whole identity.
    pub fn object_type(&self) -> &Type {
        &self.kind
    }

    /// The attributes that name another object. An attribute that was null is not one of them: an import may leave it out.
    pub(crate) fn differences(&self, was: &Value, is: &Value) -> Vec<Path> {
        let differs = |(name, attribute): (&String, &IdentityAttribute)| {
            let (was, is) = (was.get(name), is.get(name));
            let same = match (was, is) {
                (Value::Null, _) => true,
                (Value::String(was), Value::String(is)) if attribute.ignore_case => {
                    was.to_lowercase() == is.to_lowercase()
                }
                _ => was == is,
            };
            (!same).then(|| Path::of(name))
        };
        self.attributes.iter().filter_map(differs).collect()
    }

    /// The attributes that an import must set and that have no value.
    pub(crate) fn missing<'a>(&'a self, identity: &'a Value) -> impl Iterator<Item = &'a str> {
        let required = self.attributes.iter().filter(|(_, attribute)| attribute.required_for_import);
        required.map(|(name, _)| name.as_str()).filter(|name| identity.get(name).is_null())
    }

    pub(crate) fn to_protocol(&self) -> wire::ResourceIdentitySchema {
        let attribute =
            |(name, attribute): (&String, &IdentityAttribute)| wire::resource_identity_schema::IdentityAttribute {
                name: name.clone(),
                r#type: attribute.kind.to_json_bytes(),
                required_for_import: attribute.required_for_import,
                optional_for_import: !attribute.required_for_import,
                description: attribute.description.clone(),
            };
        let identity_attributes = self.attributes.iter().map(attribute).collect();
        wire::ResourceIdentitySchema { version: self.version, identity_attributes }
    }
}

fn attribute(place: &str, property: &Json) -> Result<IdentityAttribute, Mistake> {
    let wrong = |problem: &str| Err(Mistake::new(place, problem));
    let Some(json) = property.as_object() else { return wrong("its type has no JSON Schema") };
    let words = words(json);
    if let Some(unknown) = words.iter().find(|word| ![REQUIRED, OPTIONAL, IGNORE_CASE].contains(word)) {
        return wrong(&format!(
            "{unknown:?} is not a word of an identity. The words are {REQUIRED}, {OPTIONAL}, {IGNORE_CASE}"
        ));
    }
    let has = |word: &str| words.contains(&word);
    if has(REQUIRED) == has(OPTIONAL) {
        return wrong("Terraform needs one of the words required_for_import and optional_for_import");
    }
    if allows_unknown(json) {
        return wrong("an identity is always known: make the field an Option where it may be null");
    }
    if has(OPTIONAL) && !allows_null(json) {
        return wrong("an import may leave it out: make the field an Option");
    }
    let kind = match kind_of(place, json)? {
        AttributeKind::Plain(kind) if is_primitive(&kind) || is_list_of_primitives(&kind) => kind,
        _ => return wrong("an identity has strings, numbers, bools and lists of these"),
    };
    if has(IGNORE_CASE) && kind != Type::String {
        return wrong("only a string can ignore letter case");
    }
    let description = text(json, "description");
    Ok(IdentityAttribute { kind, description, required_for_import: has(REQUIRED), ignore_case: has(IGNORE_CASE) })
}

fn words(json: &Map<String, Json>) -> Vec<&str> {
    json.get(ANNOTATION).and_then(Json::as_str).unwrap_or_default().split_whitespace().collect()
}

fn is_primitive(kind: &Type) -> bool {
    matches!(kind, Type::Bool | Type::Number | Type::String)
}

fn is_list_of_primitives(kind: &Type) -> bool {
    matches!(kind, Type::List(element) if is_primitive(element))
}
