//! JSON Schemas: for each resource, so that editors and policy tools can check configurations, and for the JSON that
//! `supctl` prints.

use anyhow::{Context, Result};
use configmgr::describe::Description;
use schemars::Schema;
use serde_json::{Map, Value, json};

use crate::artifact::Artifact;

/// The annotation of the structs, which is translated into keywords of JSON Schema.
const ANNOTATION: &str = "x-terraform";
/// The annotation of fields that can hold an unknown value, which no configuration has.
const UNKNOWN: &str = "x-terraform-unknown";

pub(crate) fn artifacts(resources: &[Description]) -> Result<Vec<Artifact>> {
    resources.iter().map(artifact).chain(of_console()).collect()
}

/// The JSON that `supctl` prints, and the file of update metadata that it writes.
fn of_console() -> impl Iterator<Item = Result<Artifact>> {
    let outputs = supctl::describe::outputs().into_iter();
    let outputs = outputs
        .map(|(name, schema)| titled(name, &format!("supctl {} --json", name.replace("clock-", "clock ")), schema));
    let title = "update metadata, as written by supctl export-updates";
    outputs.chain([titled("update-metadata", title, supctl::describe::update_metadata())])
}

fn titled(name: &str, title: &str, schema: Schema) -> Result<Artifact> {
    let mut schema = serde_json::to_value(schema)?;
    let root = schema.as_object_mut().context("a schema is an object")?;
    root.insert("title".to_owned(), json!(title));
    Ok(Artifact::new(format!("schemas/supctl/{name}.schema.json"), format!("{schema:#}\n")))
}

fn artifact(resource: &Description) -> Result<Artifact> {
    let mut schema = serde_json::to_value(&resource.json_schema)?;
    translate(&mut schema);
    let root = schema.as_object_mut().context("a schema is an object")?;
    root.insert("title".to_owned(), json!(resource.type_name));
    Ok(Artifact::new(format!("schemas/resources/{}.schema.json", resource.type_name), format!("{schema:#}\n")))
}

/// Translates the annotations into keywords of JSON Schema: attributes that are required, read-only, write-only or can
/// be null.
fn translate(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else { return };
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let required: Vec<String> =
            properties.iter().filter(|(_, property)| has(property, "required")).map(|(name, _)| name.clone()).collect();
        for property in properties.values_mut() {
            translate(property);
            if let Some(property) = property.as_object_mut() {
                annotate(property);
            }
        }
        schema.remove("required");
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
    if let Some(items) = schema.get_mut("items") {
        translate(items);
    }
}

fn has(property: &Value, word: &str) -> bool {
    property.get(ANNOTATION).and_then(Value::as_str).is_some_and(|words| words.split(' ').any(|found| found == word))
}

fn annotate(property: &mut Map<String, Value>) {
    property.remove(UNKNOWN);
    let Some(Value::String(words)) = property.remove(ANNOTATION) else { return };
    let has = |word: &str| words.split(' ').any(|found| found == word);
    if has("computed") && !has("optional") {
        property.insert("readOnly".to_owned(), json!(true));
    }
    if has("write_only") {
        property.insert("writeOnly".to_owned(), json!(true));
    }
    if !has("required") {
        allow_null(property);
    }
}

fn allow_null(property: &mut Map<String, Value>) {
    if let Some(kind) = property.get_mut("type").filter(|kind| kind.is_string()) {
        *kind = json!([kind.take(), "null"]);
    } else if let Some(choices) = property.get_mut("oneOf").and_then(Value::as_array_mut) {
        choices.push(json!({ "type": "null" }));
    }
    if let Some(choices) = property.get_mut("enum").and_then(Value::as_array_mut) {
        choices.push(Value::Null);
    }
}
