//! The declaration of a resource: the attributes of its object with how Terraform treats them, and its own.

use hierarchy::Kind;
use schemars::Schema;
use serde_json::{Map, Value as Json, json};
use tfplugin::framework::model::Model;

/// How Terraform treats an attribute.
const TREATMENT: &str = "x-terraform";
/// The attribute of the object that an attribute of the resource follows in the order of the declaration.
const FOLLOWS: &str = "x-follows";

/// The attributes of a resource: those of a kind of object, treated so, and its own.
pub(super) fn declaration<Own: Model>(kind: Kind, treatment: &[(&str, &str)]) -> Schema {
    let mut declaration = Own::declaration();
    let mut own = properties(&mut declaration);
    let mut of_object = kind.schema();
    treat(of_object.ensure_object(), "", treatment);

    let mut all = Map::new();
    all.extend(own.shift_remove_entry("id"));
    for (name, property) in properties(&mut of_object) {
        let following = own.iter().find(|(_, own)| own.get(FOLLOWS).is_some_and(|followed| *followed == name));
        let following = following.map(|(name, _)| name.clone()).and_then(|name| own.shift_remove_entry(&name));
        all.insert(kind.name_in_configuration(&name).to_owned(), property);
        all.extend(following);
    }
    all.extend(own);
    all.values_mut().filter_map(Json::as_object_mut).for_each(|property| drop(property.shift_remove(FOLLOWS)));
    declaration.insert("properties".to_owned(), all.into());
    declaration
}

fn properties(schema: &mut Schema) -> Map<String, Json> {
    match schema.remove("properties") {
        Some(Json::Object(properties)) => properties,
        _ => Map::new(),
    }
}

/// Annotates the attributes of an object, which is at `above` in the resource.
fn treat(object: &mut Map<String, Json>, above: &str, treatment: &[(&str, &str)]) {
    let required = object.shift_remove("required").unwrap_or_default();
    let is_required =
        |name: &str| required.as_array().is_some_and(|names| names.iter().any(|required| required == name));
    let Some(properties) = object.get_mut("properties").and_then(Json::as_object_mut) else { return };
    for (name, property) in properties {
        let Some(property) = property.as_object_mut() else { continue };
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        refuse_null(property);
        let presence = match property.get("default") {
            Some(_) => "optional computed",
            None if is_required(name) => "required",
            None => "optional",
        };
        let words = treatment.iter().find(|(of, _)| *of == path).map_or("", |(_, words)| words);
        let says_presence = words.split(' ').any(|word| matches!(word, "required" | "optional" | "computed"));
        let words = if says_presence { words.to_owned() } else { format!("{presence} {words}").trim_end().to_owned() };
        property.insert(TREATMENT.to_owned(), json!(words));
        treat(property, &path, treatment);
    }
}

/// Terraform has null for every attribute: a declaration does not list it among the values. The default of an object is made of
/// the defaults of its attributes.
fn refuse_null(property: &mut Map<String, Json>) {
    if let Some(Json::Array(types)) = property.get_mut("type") {
        types.retain(|r#type| r#type != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            property.insert("type".to_owned(), only);
        }
    }
    if let Some(Json::Array(forms)) = property.shift_remove("anyOf") {
        let is_null = |form: &Json| form.get("type").is_some_and(|r#type| r#type == "null");
        if let Some(Json::Object(form)) = forms.into_iter().find(|form| !is_null(form)) {
            let undescribed = form.into_iter().filter(|(keyword, _)| keyword != "description");
            property.extend(undescribed);
        }
    }
    match property.get_mut("default") {
        Some(Json::Null) => drop(property.shift_remove("default")),
        Some(Json::Object(defaults)) => defaults.clear(),
        _ => {}
    }
}
