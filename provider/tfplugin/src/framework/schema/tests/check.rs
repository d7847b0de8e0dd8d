//! What is wrong with a configuration on its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::framework::notation::value;
use crate::framework::schema::{Schema, WriteOnlySupport};
use crate::framework::timeouts::Timeouts;
use crate::framework::value::{Attr, Type};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Config {
    #[schemars(extend("x-terraform" = "computed"))]
    id: Attr<String>,
    #[schemars(length(min = 1, max = 5), extend("x-terraform" = "required"))]
    name: Attr<String>,
    #[schemars(length(min = 3), extend("x-terraform" = "optional"))]
    long: Attr<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    port: Attr<u16>,
    #[schemars(extend("x-terraform" = "optional"))]
    small: Attr<i64>,
    #[schemars(extend("x-terraform" = "optional"))]
    natural: Attr<u64>,
    #[schemars(range(min = 1), extend("x-terraform" = "optional"))]
    at_least: Attr<f64>,
    #[schemars(range(max = 1), extend("x-terraform" = "optional"))]
    at_most: Attr<f64>,
    #[schemars(extend("x-terraform" = "optional"))]
    color: Attr<Color>,
    #[schemars(extend("x-terraform" = "optional"))]
    colors: Attr<Vec<Color>>,
    #[schemars(length(min = 1, max = 2), extend("x-terraform" = "optional"))]
    tags: Attr<BTreeSet<String>>,
    #[schemars(extend("x-terraform" = "optional"))]
    weights: Attr<BTreeMap<String, u8>>,
    #[schemars(extend("x-terraform" = "optional write_only"))]
    password_wo: Attr<String>,
    #[schemars(length(min = 8), extend("x-terraform" = "optional sensitive"))]
    pin: Attr<String>,
    #[schemars(extend("x-terraform" = "optional", "deprecated" = true, "x-deprecated" = "Use `name`."))]
    title: Attr<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    part: Attr<Part>,
    #[schemars(length(min = 1, max = 2), extend("x-terraform" = "optional"))]
    parts: Attr<Vec<Part>>,
    #[schemars(extend("x-terraform" = "optional"))]
    keyed: Attr<BTreeMap<String, Part>>,
    #[schemars(extend("x-terraform" = "optional"))]
    bag: Attr<BTreeSet<Part>>,
    #[schemars(extend("x-terraform" = "optional"))]
    ports: Attr<BTreeSet<Port>>,
    #[schemars(extend("x-terraform" = "block"))]
    rule: Attr<Vec<Part>>,
    #[schemars(extend("x-terraform" = "block"))]
    timeouts: Attr<Timeouts>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Color {
    Red,
    DarkBlue,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
struct Part {
    #[schemars(extend("x-terraform" = "required"))]
    label: Attr<String>,
    #[schemars(extend("x-terraform" = "computed"))]
    serial: Attr<String>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
struct Port {
    #[schemars(extend("x-terraform" = "optional computed", "default" = 80))]
    number: Attr<u16>,
}

fn schema() -> Schema {
    Schema::of::<Config>(0).unwrap()
}

/// What is said about a configuration, one message a paragraph. `name` is set where the configuration does not.
fn said(json: &Json, write_only: WriteOnlySupport) -> String {
    let mut fields = Map::from_iter([("name".to_owned(), json!("n"))]);
    fields.extend(json.as_object().unwrap().clone());
    let schema = schema();
    let mut text = String::new();
    for found in &schema.check(&value(schema.object_type(), &fields.into()), write_only) {
        let path = found.path.as_ref().map(ToString::to_string).unwrap_or_default();
        writeln!(text, "{:?} at {path}: {}\n    {}", found.severity, found.summary, found.detail).unwrap();
    }
    text
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let mut text = String::new();
    for config in [
        json!({ "name": null }),
        json!({ "id": "x" }),
        json!({ "name": "" }),
        json!({ "name": "éééééé" }),
        json!({ "long": "ab" }),
        json!({ "port": 65536 }),
        json!({ "port": 0.5 }),
        json!({ "small": 9_223_372_036_854_775_808_u64 }),
        json!({ "natural": 18_446_744_073_709_551_616_f64 }),
        json!({ "natural": -1 }),
        json!({ "at_least": 0.5 }),
        json!({ "at_most": 1.5 }),
        json!({ "color": "Dark_Blu" }),
        json!({ "color": "" }),
        json!({ "colors": ["red", "green", null] }),
        json!({ "tags": [] }),
        json!({ "tags": ["a", "b", "c"] }),
        json!({ "tags": [null] }),
        json!({ "weights": { "a": 1, "b": 256 } }),
        json!({ "pin": "1234" }),
        json!({ "title": "x" }),
        json!({ "part": {} }),
        json!({ "part": { "label": "x", "serial": "y" } }),
        json!({ "parts": [] }),
        json!({ "parts": [{ "label": "x" }, null, {}] }),
        json!({ "keyed": { "k": {} } }),
        json!({ "bag": [{}] }),
        json!({ "ports": [{}, { "number": 80 }] }),
        json!({ "rule": [{}] }),
        json!({ "timeouts": { "create": "soon" } }),
    ] {
        writeln!(text, "{config}\n{}", said(&config, WriteOnlySupport::Available)).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn write_only_values_need_a_client_that_can_take_them() {
    let config = json!({ "password_wo": "hunter2" });
    assert_eq!(said(&config, WriteOnlySupport::Available), "");
    insta::assert_snapshot!(said(&config, WriteOnlySupport::Missing), @r#"
    Error at password_wo: "password_wo" needs a newer Terraform
        password_wo is a write-only argument: its value is never stored in plan or state. This requires Terraform 1.11 or OpenTofu 1.11 or later. Upgrade, or remove the argument.
    "#);
    for unused in [json!(null), json!("?")] {
        assert_eq!(said(&json!({ "password_wo": unused }), WriteOnlySupport::Missing), "");
    }
}

#[test]
fn what_is_sensitive_is_not_repeated() {
    let text = said(&json!({ "pin": "1234" }), WriteOnlySupport::Available);
    assert!(!text.is_empty() && !text.contains("1234"), "{text}");
}

#[test]
fn what_is_right_is_passed_over() {
    for config in [
        json!({}),
        json!({ "long": "abc", "port": 65535, "small": -1, "natural": 0, "at_least": 1, "at_most": 1 }),
        json!({ "natural": u64::MAX, "small": i64::MIN }),
        json!({ "color": "dark_blue", "colors": [], "tags": ["a"], "weights": {} }),
        json!({ "ports": [{}, { "number": 81 }] }),
        json!({ "part": { "label": "" }, "parts": [{ "label": "x" }], "keyed": {}, "bag": [] }),
        json!({ "timeouts": { "create": "1h30m", "update": null } }),
    ] {
        assert_eq!(said(&config, WriteOnlySupport::Available), "", "{config}");
    }
}

#[test]
fn an_unknown_value_is_taken_to_be_right() {
    let schema = schema();
    let Type::Object(attributes) = schema.object_type() else { panic!("no object") };
    let settable = attributes.names().filter(|name| !["id", "title"].contains(name));
    let unknown: Map<_, _> = settable.map(|name| (name.to_owned(), json!("?"))).collect();
    assert_eq!(said(&unknown.into(), WriteOnlySupport::Available), "");
    for config in [
        json!({ "tags": ["?"], "colors": ["?"], "weights": { "k": "?" }, "rule": ["?"], "bag": ["?"] }),
        json!({ "part": { "label": "?" }, "parts": ["?"], "keyed": { "k": "?" }, "timeouts": { "create": "?" } }),
    ] {
        assert_eq!(said(&config, WriteOnlySupport::Available), "", "{config}");
    }
}
