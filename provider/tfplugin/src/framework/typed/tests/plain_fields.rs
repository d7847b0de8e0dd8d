//! Handlers see plain fields: what is known by then needs no look for null and unknown.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::context;
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::notation::{show, value};
use crate::framework::resource::{Create, Failure, OldState, Plan, Resource, Update, Validation};
use crate::framework::schema::WriteOnlySupport;
use crate::framework::typed::{AnyResource, TypedResource};
use crate::framework::value::{Attr, Number, Type, Value};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Model {
    #[schemars(extend("x-terraform" = "computed stable"))]
    id: Attr<String>,
    #[schemars(extend("x-terraform" = "required"))]
    name: String,
    #[schemars(extend("x-terraform" = "optional computed", "default" = 8530))]
    port: u16,
    #[schemars(extend("x-terraform" = "optional"))]
    note: Option<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    color: Option<Color>,
    #[schemars(extend("x-terraform" = "optional"))]
    late: Attr<String>,
    #[schemars(extend("x-terraform" = "required"))]
    tags: BTreeSet<String>,
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    labels: BTreeMap<String, String>,
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    part: Part,
    #[schemars(extend("x-terraform" = "optional"))]
    spare: Option<Part>,
    #[schemars(extend("x-terraform" = "optional sensitive write_only"))]
    password_wo: Option<String>,
    #[schemars(extend("x-terraform" = "block"))]
    rule: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Color {
    /// As blood.
    Red,
    /// As the sky.
    Blue,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Part {
    #[schemars(extend("x-terraform" = "optional computed", "default" = 0.5))]
    share: f64,
    #[schemars(extend("x-terraform" = "optional computed", "default" = 3))]
    big: Number,
}

/// Answers with what it was given, and says when it was called.
struct Plain;

impl Resource for Plain {
    type Client = ();
    type Model = Model;
    const TYPE_NAME: &'static str = "test_plain";
    const VERSION: i64 = 2;

    fn validate(&self, validation: Validation<Model>) -> Diagnostics {
        Diagnostic::warning("validated", format!("port {}", validation.config.port)).into()
    }

    fn plan(&self, context: &mut Context<'_, ()>, plan: &mut Plan<'_, Model>) -> Result<(), Diagnostics> {
        let password = plan.config.password_wo.as_deref().unwrap_or_default();
        context.warn(Diagnostic::warning("planned", format!("{} with {password}", plan.planned.name)));
        Ok(())
    }

    fn create(&self, _: &mut Context<'_, ()>, create: Create<Model>) -> Result<Model, Failure<Model>> {
        let note = create.config.password_wo.map(|password| format!("{} letters", password.len()));
        Ok(Model { id: Attr::Known("1".to_owned()), note: create.planned.note.clone().or(note), ..create.planned })
    }

    fn read(&self, _: &mut Context<'_, ()>, state: Model) -> Result<Option<Model>, Diagnostics> {
        Ok(Some(state))
    }

    fn update(&self, _: &mut Context<'_, ()>, update: Update<Model>) -> Result<Model, Failure<Model>> {
        Ok(update.planned)
    }

    fn delete(&self, _: &mut Context<'_, ()>, _: Model) -> Result<(), Diagnostics> {
        Ok(())
    }

    fn upgrade(&self, old: &OldState) -> Result<Option<Model>, Diagnostics> {
        #[derive(Deserialize)]
        struct Version0 {
            id: String,
            weight: Option<Number>,
        }
        if old.version > 0 {
            return Ok(None);
        }
        let Version0 { id, weight } = old.read()?;
        let part = Part { big: weight.unwrap_or_default(), ..Part::default() };
        Ok(Some(Model { id: Attr::Known(id), part, ..Model::default() }))
    }
}

fn resource() -> TypedResource<Plain> {
    TypedResource::new(Plain)
}

fn read_as(json: &Json) -> Value {
    value(resource().schema().unwrap().object_type(), json)
}

fn config() -> Value {
    read_as(&json!({ "name": "n", "tags": ["t"], "rule": [{}], "color": "red", "password_wo": "hunter2" }))
}

const PART: fn() -> Json = || json!({ "share": 0.5, "big": 3 });

#[test]
fn a_creation_needs_no_look_for_what_is_not_known() {
    context(|context| {
        let planned = resource().plan(context, &Value::Null, &config()).unwrap().state;
        let expected = json!({
            "id": "?", "name": "n", "port": 8530, "tags": ["t"], "labels": {}, "part": PART(), "rule": [PART()],
            "color": "red",
        });
        assert_eq!(show(&planned), expected);
        assert_eq!(context.warnings.iter().map(|found| found.detail.as_str()).collect::<Vec<_>>(), ["n with hunter2"]);
        let planned = read_as(&{
            let mut planned = show(&planned);
            planned["note"] = json!("?");
            planned
        });
        let applied = resource().apply(context, &Value::Null, &planned, &config());
        assert_eq!(applied.errors.iter().count(), 1, "a plain field cannot hold what is unknown: {:?}", applied.errors);
    });
}

#[test]
fn handlers_wait_for_what_they_need_and_not_for_the_rest() {
    let planned = |config: Json| {
        let mut said = 0;
        context(|context| {
            resource().plan(context, &Value::Null, &read_as(&config)).unwrap();
            said = context.warnings.iter().count();
        });
        (said, resource().validate(&read_as(&config), WriteOnlySupport::Available).iter().count())
    };
    let with = |name: &str, late: Json| {
        let mut config = json!({ "name": "n", "tags": ["t"], "rule": [] });
        config[name] = late;
        config
    };
    assert_eq!(planned(with("late", json!("?"))), (1, 1));
    for (name, late) in [
        ("name", json!("?")),
        ("note", json!("?")),
        ("port", json!("?")),
        ("tags", json!(["?"])),
        ("part", json!({ "share": "?" })),
        ("rule", json!("?")),
    ] {
        assert_eq!(planned(with(name, late)), (0, 0), "{name}");
    }
}

/// A set has the elements that are planned, whatever else is left out.
#[test]
fn the_sets_of_a_configuration_do_not_depend_on_other_fields() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct WithSet {
        port: u16,
        parts: BTreeSet<Element>,
    }
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    struct Element {
        name: String,
        size: Option<u8>,
    }
    let element = Type::object([("name", Type::String), ("size", Type::Number)]);
    let kind = Type::object([("port", Type::Number), ("parts", Type::set(element))]);
    let planned = value(&kind, &json!({ "port": 1, "parts": [{ "name": "a", "size": 3 }] }));
    let expected = WithSet { port: 1, parts: [Element { name: "a".to_owned(), size: Some(3) }].into() };
    for port in [json!(1), json!(null)] {
        let config = value(&kind, &json!({ "port": port, "parts": [{ "name": "a" }] }));
        assert_eq!(config.to_struct_completed::<WithSet>(&planned).unwrap(), expected, "port {port}");
    }
}

#[test]
fn what_a_state_does_not_have_is_empty() {
    context(|context| {
        let imported = resource().import(context, "7").unwrap();
        let empty = json!({ "share": 0, "big": 0 });
        let expected = json!({ "id": "7", "name": "", "port": 0, "tags": [], "labels": {}, "part": empty, "rule": [] });
        assert_eq!(show(&imported), expected);
        assert_eq!(resource().read(context, &imported).unwrap(), imported);
        // Of version 1, which is read as it is.
        let older = resource().upgrade(1, br#"{"id":"7","name":"n"}"#).unwrap();
        assert_eq!(show(&older), json!({ "id": "7", "name": "n", "rule": [] }));
        let read = json!({
            "id": "7", "name": "n", "port": 0, "tags": [], "labels": {}, "part": empty, "rule": [],
        });
        assert_eq!(show(&resource().read(context, &older).unwrap()), read, "what is read counts, though it is empty");
        let oldest = resource().upgrade(0, br#"{"id":"7","weight":18446744073709551615,"gone":[1]}"#).unwrap();
        assert_eq!(oldest.get("part").get("big"), &Value::Number("18446744073709551615".parse().unwrap()));
        assert!(resource().upgrade(0, br#"{"id":7}"#).is_err());
    });
}
