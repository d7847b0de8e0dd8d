//! What becomes of an object, by its schema alone. `"?"` is an unknown value, what is missing is null.

use std::collections::{BTreeMap, BTreeSet};

use proptest::option::of as optional;
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::{plan, replacements};
use crate::framework::generate;
use crate::framework::notation::{show, value};
use crate::framework::schema::{Attribute, AttributeKind, Block, Schema};
use crate::framework::value::{Attr, Value};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Thing {
    #[schemars(extend("x-terraform" = "computed stable"))]
    id: Attr<String>,
    #[schemars(extend("x-terraform" = "required replace ignore_case"))]
    name: Attr<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    note: Attr<String>,
    #[schemars(extend("x-terraform" = "optional computed", "default" = 8530))]
    port: Attr<u16>,
    #[schemars(extend("x-terraform" = "optional computed stable"))]
    address: Attr<String>,
    #[schemars(extend("x-terraform" = "computed"))]
    revision: Attr<i64>,
    #[schemars(extend("x-terraform" = "optional write_only"))]
    password_wo: Attr<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    tags: Attr<BTreeSet<String>>,
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    part: Attr<Part>,
    #[schemars(extend("x-terraform" = "optional"))]
    own: Attr<Part>,
    #[schemars(extend("x-terraform" = "optional computed stable"))]
    free: Attr<Part>,
    #[schemars(extend("x-terraform" = "optional computed", "default" = { "serial": "d" }))]
    made: Attr<Part>,
    #[schemars(extend("x-terraform" = "computed"))]
    found: Attr<Vec<Part>>,
    #[schemars(extend("x-terraform" = "optional"))]
    list: Attr<Vec<Part>>,
    #[schemars(extend("x-terraform" = "optional"))]
    map: Attr<BTreeMap<String, Part>>,
    #[schemars(extend("x-terraform" = "optional"))]
    set: Attr<BTreeSet<Part>>,
    #[schemars(extend("x-terraform" = "optional"))]
    boxes: Attr<BTreeSet<Box>>,
    #[schemars(extend("x-terraform" = "block"))]
    rule: Attr<Vec<Part>>,
    #[schemars(extend("x-terraform" = "block"))]
    rules: Attr<BTreeSet<Part>>,
    #[schemars(extend("x-terraform" = "block"))]
    single: Attr<Part>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
struct Part {
    #[schemars(extend("x-terraform" = "optional ignore_case"))]
    label: Attr<String>,
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    weight: Attr<i64>,
    #[schemars(extend("x-terraform" = "optional computed stable"))]
    serial: Attr<String>,
    #[schemars(extend("x-terraform" = "computed"))]
    changed: Attr<i64>,
    #[schemars(extend("x-terraform" = "optional replace"))]
    shape: Attr<String>,
}

/// Parts in a set of boxes: computed values two levels deep.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
struct Box {
    #[schemars(extend("x-terraform" = "optional"))]
    label: Attr<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    parts: Attr<Vec<Item>>,
    #[schemars(extend("x-terraform" = "optional"))]
    one: Attr<Item>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
struct Item {
    #[schemars(extend("x-terraform" = "required"))]
    name: Attr<String>,
    #[schemars(extend("x-terraform" = "computed stable"))]
    serial: Attr<String>,
}

fn schema() -> Schema {
    Schema::of::<Thing>(0).unwrap()
}

/// What every case begins with.
fn with_common(common: Json, fields: &Json) -> Json {
    let Json::Object(mut all) = common else { panic!("no object") };
    all.extend(fields.as_object().unwrap().clone());
    all.into()
}

fn config(fields: &Json) -> Value {
    value(schema().object_type(), &with_common(json!({ "name": "n", "rule": [], "rules": [] }), fields))
}

fn state(fields: &Json) -> Value {
    let common = json!({
        "id": "1", "name": "n", "port": 8530, "address": "a", "revision": 7, "rule": [], "rules": [],
        "part": { "weight": 1, "serial": "s", "changed": 1 }, "free": { "weight": 1, "serial": "f", "changed": 1 },
        "made": { "weight": 1, "serial": "d", "changed": 1 }, "found": [],
    });
    value(schema().object_type(), &with_common(common, fields))
}

/// What of a plan differs from the prior state (or from nothing), attribute by attribute.
fn difference(prior: &Value, planned: &Value) -> Json {
    let Value::Object(fields) = planned else { panic!("no object") };
    let differing = fields.iter().filter(|(name, field)| *field != prior.get(name));
    differing.map(|(name, field)| (name.to_owned(), show(field))).collect::<Map<_, _>>().into()
}

fn replaced(prior: &Value, planned: &Value) -> Vec<String> {
    replacements(&schema(), prior, planned).iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_created_has_defaults_and_unknown_computed_values() {
    let planned = plan(&schema(), &Value::Null, &config(&json!({ "password_wo": "secret", "own": {} })));
    let part = json!({ "weight": 1, "serial": "?", "changed": "?" });
    let expected = json!({
        "id": "?", "name": "n", "port": 8530, "address": "?", "revision": "?", "part": part, "own": part, "free": "?",
        "made": { "weight": 1, "serial": "d", "changed": "?" }, "found": "?", "rule": [], "rules": [],
    });
    assert_eq!(show(&planned), expected);
    assert_eq!(replaced(&Value::Null, &planned), [""; 0]);
}

/// A state of an older version.
#[test]
fn what_the_state_does_not_have_replaces_nothing() {
    let state = |json: &Json| value(schema().object_type(), json);
    let planned = state(&json!({ "id": "1", "name": "n", "rule": [], "rules": [] }));
    for (name, replaced_by) in [(json!(null), vec![]), (json!("other"), vec!["name"])] {
        let prior = state(&json!({ "id": "1", "name": name, "rule": [], "rules": [] }));
        assert_eq!(replaced(&prior, &planned), replaced_by);
    }
}

/// Prior state and configuration; what changes by the plan beside `revision` and `found`, and what is replaced because of it.
#[test]
fn changes_are_planned() {
    let part = json!({ "label": "l", "weight": 1, "serial": "s", "changed": 1 });
    let parts = |first: Json, second: Json| {
        let mut parts = [part.clone(), part.clone()];
        for (part, change) in parts.iter_mut().zip([first, second]) {
            part.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        }
        json!(parts)
    };
    let none: [&str; 0] = [];
    let cases: Vec<(&str, Json, Json, Json, &[&str])> = vec![
        ("nothing", json!({}), json!({}), json!({}), &none),
        ("set", json!({}), json!({ "note": "x" }), json!({ "note": "x" }), &none),
        ("changed", json!({ "note": "x" }), json!({ "note": "y" }), json!({ "note": "y" }), &none),
        ("unset", json!({ "note": "x" }), json!({}), json!({ "note": null }), &none),
        ("emptied", json!({ "note": "x" }), json!({ "note": "" }), json!({ "note": "" }), &none),
        ("not yet known", json!({ "note": "x" }), json!({ "note": "?" }), json!({ "note": "?" }), &none),
        ("replaced", json!({}), json!({ "name": "m" }), json!({ "name": "m" }), &["name"]),
        ("replaced by what is not yet known", json!({}), json!({ "name": "?" }), json!({ "name": "?" }), &["name"]),
        ("another letter case", json!({ "name": "Name" }), json!({ "name": "nAME" }), json!({}), &none),
        ("default overridden", json!({}), json!({ "port": 80 }), json!({ "port": 80 }), &none),
        ("back to the default", json!({ "port": 80 }), json!({}), json!({ "port": 8530 }), &none),
        ("computed kept", json!({ "address": "b" }), json!({}), json!({}), &none),
        ("computed overridden", json!({}), json!({ "address": "b" }), json!({ "address": "b" }), &none),
        ("set emptied", json!({ "tags": ["a"] }), json!({ "tags": [] }), json!({ "tags": [] }), &none),
        ("set element unknown", json!({ "tags": ["a"] }), json!({ "tags": ["?"] }), json!({ "tags": ["?"] }), &none),
        ("write-only is never planned", json!({}), json!({ "password_wo": "x" }), json!({}), &none),
        // Objects.
        (
            "object: default completed by its children's",
            json!({ "part": { "weight": 5, "serial": "s", "changed": 1 } }),
            json!({}),
            json!({ "part": { "weight": 1, "serial": "s", "changed": "?" } }),
            &none,
        ),
        (
            "object: the rest completed",
            json!({}),
            json!({ "part": { "label": "l" } }),
            json!({ "part": { "label": "l", "weight": 1, "serial": "s", "changed": "?" } }),
            &none,
        ),
        ("object: another letter case", json!({ "own": part }), json!({ "own": { "label": "L" } }), json!({}), &none),
        ("object: removed", json!({ "own": part }), json!({}), json!({ "own": null }), &none),
        (
            "object: added",
            json!({}),
            json!({ "own": {} }),
            json!({ "own": { "weight": 1, "serial": "?", "changed": "?" } }),
            &none,
        ),
        ("object: not yet known", json!({ "own": part }), json!({ "own": "?" }), json!({ "own": "?" }), &none),
        ("computed object: kept when it is unset", json!({}), json!({}), json!({}), &none),
        (
            "computed object: overridden",
            json!({}),
            json!({ "free": { "weight": 2 } }),
            json!({ "free": { "weight": 2, "serial": "f", "changed": "?" } }),
            &none,
        ),
        (
            "object: replaced",
            json!({ "own": part }),
            json!({ "own": { "label": "l", "shape": "round" } }),
            json!({ "own": { "label": "l", "weight": 1, "serial": "s", "changed": "?", "shape": "round" } }),
            &["own.shape"],
        ),
        // Lists.
        (
            "list: an element added",
            json!({ "list": [part] }),
            json!({ "list": [{ "label": "l" }, {}] }),
            json!({ "list": [
                { "label": "l", "weight": 1, "serial": "s", "changed": "?" },
                { "weight": 1, "serial": "?", "changed": "?" },
            ] }),
            &none,
        ),
        (
            "list: an element removed",
            json!({ "list": parts(json!({}), json!({ "serial": "t" })) }),
            json!({ "list": [{ "label": "l" }] }),
            json!({ "list": [{ "label": "l", "weight": 1, "serial": "s", "changed": "?" }] }),
            &none,
        ),
        (
            "list: an element replaced",
            json!({ "list": parts(json!({}), json!({})) }),
            json!({ "list": [{ "label": "l" }, { "label": "l", "shape": "?" }] }),
            json!({ "list": [
                { "label": "l", "weight": 1, "serial": "s", "changed": "?" },
                { "label": "l", "weight": 1, "serial": "s", "changed": "?", "shape": "?" },
            ] }),
            &["list[1].shape"],
        ),
        ("list: an element not yet known", json!({}), json!({ "list": ["?"] }), json!({ "list": ["?"] }), &none),
        // Maps.
        (
            "map: unchanged",
            json!({ "map": { "k": part } }),
            json!({ "map": { "k": { "label": "l" } } }),
            json!({}),
            &none,
        ),
        (
            "map: another key",
            json!({ "map": { "k": part } }),
            json!({ "map": { "j": { "label": "l" } } }),
            json!({ "map": { "j": { "label": "l", "weight": 1, "serial": "?", "changed": "?" } } }),
            &none,
        ),
        (
            "map: an element replaced",
            json!({ "map": { "k": part } }),
            json!({ "map": { "k": { "label": "l", "shape": "x" } } }),
            json!({ "map": { "k": { "label": "l", "weight": 1, "serial": "s", "changed": "?", "shape": "x" } } }),
            &["map[\"k\"].shape"],
        ),
        // Sets: an element is what the user wrote of it.
        ("set: unchanged", json!({ "set": [part] }), json!({ "set": [{ "label": "l" }] }), json!({}), &none),
        ("set: another letter case", json!({ "set": [part] }), json!({ "set": [{ "label": "L" }] }), json!({}), &none),
        (
            "set: an element added",
            json!({ "set": [part] }),
            json!({ "set": [{ "label": "l" }, { "label": "m" }] }),
            json!({ "set": [
                { "label": "m", "weight": 1, "serial": "?", "changed": "?" },
                { "label": "l", "weight": 1, "serial": "s", "changed": 1 },
            ] }),
            &none,
        ),
        (
            "set: an element changed is another one",
            json!({ "set": [part] }),
            json!({ "set": [{ "label": "l", "shape": "x" }] }),
            json!({ "set": [{ "label": "l", "weight": 1, "serial": "?", "changed": "?", "shape": "x" }] }),
            &none,
        ),
        ("set: not yet known", json!({ "set": [part] }), json!({ "set": "?" }), json!({ "set": "?" }), &none),
        // Blocks.
        ("blocks: unchanged", json!({ "rule": [part] }), json!({ "rule": [{ "label": "l" }] }), json!({}), &none),
        (
            "blocks: a computed value kept",
            json!({ "rule": [part] }),
            json!({ "rule": [{ "label": "m" }] }),
            json!({ "rule": [{ "label": "m", "weight": 1, "serial": "s", "changed": "?" }] }),
            &none,
        ),
        ("blocks: of a set", json!({ "rules": [part] }), json!({ "rules": [{ "label": "l" }] }), json!({}), &none),
        ("blocks: removed", json!({ "rules": [part] }), json!({}), json!({ "rules": [] }), &none),
        ("blocks: not yet known", json!({ "rule": [part] }), json!({ "rule": "?" }), json!({ "rule": "?" }), &none),
        ("block: unchanged", json!({ "single": part }), json!({ "single": { "label": "l" } }), json!({}), &none),
        ("block: removed", json!({ "single": part }), json!({}), json!({ "single": null }), &none),
        (
            "block: replaced",
            json!({ "rule": [part], "single": part }),
            json!({ "rule": [{ "label": "l", "shape": "x" }], "single": { "label": "l", "shape": "x" } }),
            json!({
                "rule": [{ "label": "l", "weight": 1, "serial": "s", "changed": "?", "shape": "x" }],
                "single": { "label": "l", "weight": 1, "serial": "s", "changed": "?", "shape": "x" },
            }),
            &["rule[0].shape", "single.shape"],
        ),
    ];
    for (case, prior, configured, changed, replace) in cases {
        let (prior, config) = (state(&prior), config(&configured));
        let planned = plan(&schema(), &prior, &config);
        let expected = if changed == json!({}) {
            changed
        } else {
            with_common(json!({ "revision": "?", "found": "?" }), &changed)
        };
        let mut found = difference(&prior, &planned);
        forget_unrelated(&mut found, &configured, &expected);
        assert_eq!(found, expected, "{case}");
        assert_eq!(replaced(&prior, &planned), replace, "{case}");
        assert_eq!(plan(&schema(), &prior, &config), planned, "planned twice: {case}");
    }
}

/// A change makes `changed` of every other object unknown too: the cases leave that out.
fn forget_unrelated(found: &mut Json, configured: &Json, expected: &Json) {
    for name in ["part", "made"] {
        if configured.get(name).is_none() && expected.get(name).is_none() {
            found.as_object_mut().unwrap().remove(name);
        }
    }
}

#[test]
fn a_computed_value_of_any_object_changes_with_everything_else() {
    let part = json!({ "weight": 1, "serial": "s", "changed": 1 });
    let nested = json!({ "own": part, "list": [part], "map": { "k": part }, "rule": [part], "single": part });
    let unset = json!({ "own": {}, "list": [{}], "map": { "k": {} }, "rule": [{}], "single": {} });
    let prior = state(&nested);
    assert_eq!(plan(&schema(), &prior, &config(&unset)), prior);
    let planned = plan(&schema(), &prior, &config(&with_common(unset, &json!({ "note": "x" }))));
    let paths: Vec<String> = planned.unknown_paths().iter().map(ToString::to_string).collect();
    assert_eq!(
        paths,
        [
            "found",
            "list[0].changed",
            "made.changed",
            "map[\"k\"].changed",
            "own.changed",
            "part.changed",
            "revision",
            "rule[0].changed",
            "single.changed",
        ]
    );
}

/// What the user wrote of one element may be true of another one, which was written in more detail.
#[test]
fn the_element_of_a_set_with_more_written_is_matched_first() {
    let weighty = json!({ "weight": 1, "serial": "a", "changed": 1 });
    let plain = json!({ "weight": 1, "serial": "s", "changed": 1 });
    let prior = state(&json!({ "set": [weighty, plain] }));
    let config = config(&json!({ "set": [{}, { "serial": "a" }] }));
    assert_eq!(plan(&schema(), &prior, &config), prior);
}

#[test]
fn computed_values_deep_in_an_element_of_a_set_do_not_make_it_another_one() {
    let one = json!({ "name": "x", "serial": "1" });
    let prior = state(&json!({ "boxes": [{ "label": "b", "parts": [one, one], "one": one }, { "label": "c" }] }));
    let written = json!({ "name": "x" });
    let boxes = json!([{ "label": "b", "parts": [written, written], "one": written }, { "label": "c" }]);
    assert_eq!(plan(&schema(), &prior, &config(&json!({ "boxes": boxes }))), prior);
}

/// What a user may write of a part.
fn part() -> impl Strategy<Value = Json> {
    (optional("[ab]"), optional(1..3_i64), optional("[ab]"))
        .prop_map(|(label, weight, shape)| json!({ "label": label, "weight": weight, "shape": shape }))
}

fn parts() -> impl Strategy<Value = Vec<Json>> {
    proptest::collection::vec(part(), 0..3)
}

fn any_config() -> impl Strategy<Value = Json> {
    let keyed = proptest::collection::btree_map("[kj]", part(), 0..3);
    let nested = (optional(part()), optional(part()), optional(parts()), optional(keyed), optional(parts()));
    let blocks = (parts(), optional(part()));
    (optional("[ab]"), optional(1..3_i64), nested, blocks).prop_map(|(note, port, nested, (rule, single))| {
        let (part, free, list, map, set) = nested;
        json!({
            "note": note, "port": port, "part": part, "free": free, "list": list, "map": map, "set": set,
            "rule": rule, "single": single,
        })
    })
}

/// What a provider does: every unknown value becomes one of its own.
fn applied(name: &str, planned: &Value, next: &mut i64) -> Value {
    match (name, planned) {
        ("changed" | "revision", Value::Unknown(_)) => {
            *next += 1;
            (*next).into()
        }
        ("found", Value::Unknown(_)) => Value::List(Vec::new()),
        ("serial" | "id" | "address", Value::Unknown(_)) => {
            *next += 1;
            next.to_string().as_str().into()
        }
        (_, Value::Unknown(_)) => Value::Null,
        (_, Value::Object(fields)) => {
            Value::Object(fields.iter().map(|(name, field)| (name.to_owned(), applied(name, field, next))).collect())
        }
        (_, Value::Map(items)) => {
            Value::Map(items.iter().map(|(key, item)| (key.clone(), applied("", item, next))).collect())
        }
        (_, Value::List(items)) => Value::List(items.iter().map(|item| applied("", item, next)).collect()),
        (_, Value::Set(items)) => Value::Set(items.iter().map(|item| applied("", item, next)).collect()),
        _ => planned.clone(),
    }
}

/// Checks the computed values of a planned update that no configuration and no default sets. Elements of sets have no
/// prior element of their own.
fn check_computed(block: &Block, prior: &Value, config: &Value, planned: &Value) -> Result<(), TestCaseError> {
    for (name, declared) in &block.attributes {
        check_attribute(name, declared, prior.get(name), config.get(name), planned.get(name))?;
    }
    for (name, nested) in &block.blocks {
        check_each(&nested.block, prior.get(name), config.get(name), planned.get(name))?;
    }
    Ok(())
}

fn check_attribute(
    name: &str,
    declared: &Attribute,
    prior: &Value,
    config: &Value,
    planned: &Value,
) -> Result<(), TestCaseError> {
    let set = declared.default.as_ref().filter(|_| config.is_null()).unwrap_or(config);
    match &declared.kind {
        _ if set.is_null() && !declared.presence.is_computed() => {}
        _ if set.is_null() && declared.stable => prop_assert_eq!(show(planned), show(prior), "{} stays", name),
        _ if set.is_null() => prop_assert!(planned.is_unknown(), "{} is forgotten", name),
        AttributeKind::Plain(_) => {}
        AttributeKind::Nested(_, nested) => check_each(nested, prior, set, planned)?,
    }
    Ok(())
}

fn check_each(block: &Block, prior: &Value, config: &Value, planned: &Value) -> Result<(), TestCaseError> {
    match (prior, config, planned) {
        (Value::Object(_), Value::Object(_), _) => check_computed(block, prior, config, planned)?,
        (Value::List(prior), Value::List(config), Value::List(planned)) => {
            for ((prior, config), planned) in prior.iter().zip(config).zip(planned) {
                check_computed(block, prior, config, planned)?;
            }
        }
        (Value::Map(prior), Value::Map(config), _) => {
            for (key, config) in config {
                if let Some(prior) = prior.get(key) {
                    check_computed(block, prior, config, planned.get(key))?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_was_applied_is_planned_as_it_is(written in any_config()) {
        let (schema, config) = (schema(), config(&written));
        let state = applied("", &plan(&schema, &Value::Null, &config), &mut 0);
        prop_assert_eq!(show(&plan(&schema, &state, &config)), show(&state));
    }

    #[test]
    fn a_generated_configuration_plans_to_no_change(written in any_config()) {
        let schema = schema();
        let state = applied("", &plan(&schema, &Value::Null, &config(&written)), &mut 0);
        let generated = generate::config(&schema, &state);
        prop_assert_eq!(show(&plan(&schema, &state, &generated)), show(&state));
    }

    #[test]
    fn an_update_is_planned_until_it_is_applied(before in any_config(), after in any_config()) {
        let (schema, before, after) = (schema(), config(&before), config(&after));
        let state = applied("", &plan(&schema, &Value::Null, &before), &mut 0);
        let planned = plan(&schema, &state, &after);
        prop_assert_eq!(show(&plan(&schema, &state, &after)), show(&planned));
        let state = applied("", &planned, &mut 100);
        prop_assert_eq!(show(&plan(&schema, &state, &after)), show(&state));
    }

    #[test]
    fn an_update_keeps_stable_values_and_forgets_all_other_computed_ones(before in any_config(), after in any_config()) {
        let (schema, before, after) = (schema(), config(&before), config(&after));
        let state = applied("", &plan(&schema, &Value::Null, &before), &mut 0);
        let planned = plan(&schema, &state, &after);
        if planned != state {
            check_computed(&schema.block, &state, &after, &planned)?;
        }
    }
}
