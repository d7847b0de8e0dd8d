//! What the framework does around a resource's handlers.
#![allow(clippy::result_large_err, reason = "handlers answer with whole objects")]

mod identity;
mod plain_fields;
mod promises;

use std::collections::BTreeMap;
use std::time::Instant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::{AnyResource, TypedResource};
use crate::framework::context::{Attempt, Cancellation, Context};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::notation::{show, value};
use crate::framework::resource::{Create, Failure, MoveSource, OldState, Plan, Resource, Update};
use crate::framework::schema::Schema;
use crate::framework::value::{Attr, Type, Value};

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Model {
    #[schemars(extend("x-terraform" = "computed stable"))]
    id: Attr<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    note: Attr<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    share: Attr<f64>,
    #[schemars(extend("x-terraform" = "computed"))]
    revision: Attr<i64>,
    #[schemars(extend("x-terraform" = "optional write_only"))]
    secret_wo: Attr<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    part: Attr<Part>,
    #[schemars(extend("x-terraform" = "optional"))]
    parts: Attr<BTreeMap<String, Part>>,
    #[schemars(extend("x-terraform" = "block"))]
    rule: Attr<Vec<Part>>,
    #[schemars(extend("x-terraform" = "group"))]
    group: Attr<Part>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Part {
    #[schemars(extend("x-terraform" = "optional"))]
    share: Attr<f64>,
    #[schemars(extend("x-terraform" = "optional write_only"))]
    secret_wo: Attr<String>,
    #[schemars(extend("x-terraform" = "computed stable"))]
    serial: Attr<String>,
}

type Answer = Result<Model, Failure<Model>>;

/// A resource whose handlers answer with whatever a test says.
struct Sample {
    plan: fn(&mut Plan<'_, Model>),
    write: fn(planned: Model, config: Model) -> Answer,
    read: fn(Model) -> Model,
}

const PLAIN: Sample = Sample { plan: |_| (), write: |planned, _| Ok(planned), read: |state| state };

impl Resource for Sample {
    type Client = ();
    type Model = Model;
    const TYPE_NAME: &'static str = "test_sample";
    const VERSION: i64 = 1;

    fn plan(&self, _: &mut Context<'_, ()>, plan: &mut Plan<'_, Model>) -> Result<(), Diagnostics> {
        (self.plan)(plan);
        Ok(())
    }

    fn create(&self, _: &mut Context<'_, ()>, create: Create<Model>) -> Answer {
        (self.write)(create.planned, create.config)
    }

    fn read(&self, _: &mut Context<'_, ()>, state: Model) -> Result<Option<Model>, Diagnostics> {
        Ok(Some((self.read)(state)))
    }

    fn update(&self, _: &mut Context<'_, ()>, update: Update<Model>) -> Answer {
        (self.write)(update.planned, update.config)
    }

    fn delete(&self, _: &mut Context<'_, ()>, _: Model) -> Result<(), Diagnostics> {
        Ok(())
    }

    fn import(&self, _: &mut Context<'_, ()>, id: &str) -> Result<Model, Diagnostics> {
        Ok(Model { id: Attr::Known(id.to_owned()), ..Model::default() })
    }

    fn upgrade(&self, old: &OldState) -> Result<Option<Model>, Diagnostics> {
        #[derive(Deserialize)]
        struct Version0 {
            id: Attr<String>,
            remark: Attr<String>,
        }
        old.read().map(|Version0 { id, remark }| Some(Model { id, note: remark, ..Model::default() }))
    }

    fn move_from(&self, source: &MoveSource) -> Result<Option<Model>, Diagnostics> {
        let id = source.state.get("id").and_then(Json::as_str);
        Ok((source.type_name == "test_old").then(|| Model { id: id.map(str::to_owned).into(), ..Model::default() }))
    }
}

fn kind() -> Type {
    Schema::of::<Model>(0).unwrap().object_type().clone()
}

fn read_as(json: Json) -> Value {
    value(&kind(), &json)
}

fn context(run: impl FnOnce(&mut Context<'_, ()>)) {
    let attempt = Attempt::new(Instant::now());
    run(&mut Context::new(&(), &Cancellation::default(), &attempt));
}

/// State after an apply, and the messages it came with.
fn apply(sample: Sample, prior: &Value, planned: &Value) -> (Value, Vec<String>) {
    let mut outcome = None;
    context(|context| {
        let applied = TypedResource::new(sample).apply(context, prior, planned, planned);
        outcome = Some((applied.state, applied.errors.iter().map(|error| error.summary.clone()).collect()));
    });
    outcome.unwrap()
}

/// More digits than a float has.
fn third() -> Value {
    Value::Number(format!("0.{}", "3".repeat(60)).parse().unwrap())
}

fn with(mut object: Value, name: &str, field: Value) -> Value {
    let Value::Object(fields) = &mut object else { panic!("no object") };
    fields.insert(name.to_owned(), field);
    object
}

/// Thirds everywhere a share can be.
fn thirds() -> Value {
    let part = || with(read_as(json!({ "part": {} })).get("part").clone(), "share", third());
    let object = with(read_as(json!({ "rule": [], "group": {} })), "share", third());
    let object = with(object, "part", with(part(), "serial", Value::UNKNOWN));
    let object = with(object, "parts", Value::Map([("k".to_owned(), part())].into()));
    with(object, "rule", Value::List(vec![part()]))
}

#[test]
fn numbers_a_handler_leaves_alone_keep_every_digit() {
    let planned = with(thirds(), "id", Value::UNKNOWN);
    let write = |mut planned: Model, _| {
        planned.id = Attr::Known("1".to_owned());
        if let Attr::Known(part) = &mut planned.part {
            part.serial = Attr::Known("s".to_owned());
        }
        Ok(planned)
    };
    let (state, errors) = apply(Sample { write, ..PLAIN }, &Value::Null, &planned);
    assert_eq!(errors, [""; 0]);
    let part = with(thirds().get("part").clone(), "serial", "s".into());
    assert_eq!(state, with(with(thirds(), "id", "1".into()), "part", part));
    context(|context| {
        assert_eq!(TypedResource::new(PLAIN).read(context, &state).unwrap(), state);
        let read = |state| Model { share: Attr::Known(0.5), ..state };
        let drifted = TypedResource::new(Sample { read, ..PLAIN }).read(context, &state).unwrap();
        assert_eq!(drifted.get("share"), &Value::Number("0.5".parse().unwrap()));
        assert_eq!(drifted.get("part"), state.get("part"));
    });
}

#[test]
fn write_only_values_of_nested_objects_never_reach_the_state() {
    let secrets = json!({
        "secret_wo": "a", "part": { "secret_wo": "b" }, "parts": { "k": { "secret_wo": "c" } },
        "rule": [{ "secret_wo": "d" }], "group": { "secret_wo": "e" },
    });
    let config = read_as(secrets);
    let write = |_, config| Ok(config);
    let expected = json!({ "part": {}, "parts": { "k": {} }, "rule": [{}], "group": {} });
    context(|context| {
        let resource = TypedResource::new(Sample { write, ..PLAIN });
        let planned = resource.plan(context, &Value::Null, &config).unwrap().state;
        assert!(!show(&planned).to_string().contains("secret_wo"));
        let applied = resource.apply(context, &Value::Null, &planned, &config);
        assert_eq!(show(&applied.state), expected);
        assert_eq!(
            resource.upgrade(1, show(&config).to_string().as_bytes()).map(|state| show(&state)).unwrap(),
            expected
        );
    });
}

#[test]
fn blocks_that_are_not_there_are_not_null() {
    context(|context| {
        let resource = TypedResource::new(PLAIN);
        let empty = json!({ "id": "1", "rule": [], "group": {} });
        assert_eq!(show(&resource.import(context, "1").unwrap()), empty);
        assert_eq!(show(&resource.upgrade(1, br#"{"id":"1"}"#).unwrap()), empty);
    });
}

#[test]
fn what_only_the_resource_changes_makes_computed_values_unknown_too() {
    let prior = read_as(json!({ "id": "1", "note": "x", "revision": 7, "rule": [], "group": {} }));
    let config = read_as(json!({ "note": "x", "rule": [], "group": {} }));
    let planned = |plan| {
        let mut state = Value::Null;
        context(|context| {
            let resource = TypedResource::new(Sample { plan, ..PLAIN });
            state = resource.plan(context, &prior, &config).unwrap().state;
        });
        show(&state)
    };
    assert_eq!(planned(|_| ()), show(&prior));
    let renamed = planned(|plan| plan.planned.id = Attr::Known("2".to_owned()));
    assert_eq!(renamed, json!({ "id": "2", "note": "x", "revision": "?", "rule": [], "group": {} }));
    let counted = planned(|plan| plan.planned.revision = Attr::Known(8));
    assert_eq!(counted, json!({ "id": "1", "note": "x", "revision": 8, "rule": [], "group": {} }));
}

#[test]
fn a_failure_leaves_what_is_really_there() {
    let prior = read_as(json!({ "id": "1", "note": "x", "rule": [], "group": {} }));
    let planned = read_as(json!({ "id": "?", "note": "y", "rule": [], "group": {} }));
    let nothing_made: fn(Model, Model) -> Answer = |_, _| Err(Diagnostic::error("It broke", "Half way.").into());
    assert_eq!(apply(Sample { write: nothing_made, ..PLAIN }, &Value::Null, &planned).0, Value::Null);
    assert_eq!(apply(Sample { write: nothing_made, ..PLAIN }, &prior, &planned).0, prior);

    let half_made: fn(Model, Model) -> Answer =
        |planned, _| Err(Failure::from(Diagnostic::error("It broke", "Half way.")).with_state(planned));
    let (state, errors) = apply(Sample { write: half_made, ..PLAIN }, &Value::Null, &planned);
    assert_eq!(show(&state), json!({ "note": "y", "rule": [], "group": {} }));
    assert_eq!(errors, ["It broke"]);
}

#[test]
fn an_object_whose_answer_cannot_be_kept_is_not_lost() {
    let planned = read_as(json!({ "id": "?", "note": "y", "rule": [], "group": {} }));
    let write = |planned, _| Ok(Model { share: Attr::Known(f64::NAN), ..planned });
    let (state, errors) = apply(Sample { write, ..PLAIN }, &Value::Null, &planned);
    assert_eq!(show(&state), json!({ "note": "y", "rule": [], "group": {} }));
    assert_eq!(errors, ["Internal provider error"]);
}

#[test]
fn older_states_are_upgraded_and_others_taken_over() {
    let resource = TypedResource::new(PLAIN);
    let upgraded = resource.upgrade(0, br#"{"id":"1","remark":"x","gone":true}"#).unwrap();
    assert_eq!(show(&upgraded), json!({ "id": "1", "note": "x", "rule": [], "group": {} }));
    assert!(resource.upgrade(0, b"{").is_err());
    let source = |type_name: &str| MoveSource {
        provider_address: "registry.terraform.io/acme/test".to_owned(),
        type_name: type_name.to_owned(),
        schema_version: 0,
        state: json!({ "id": "9" }),
        identity_version: 0,
        identity: Json::Null,
    };
    let moved = resource.move_from(&source("test_old")).unwrap().unwrap();
    assert_eq!(show(&moved), json!({ "id": "9", "rule": [], "group": {} }));
    assert_eq!(resource.move_from(&source("test_other")).unwrap(), None);
}
