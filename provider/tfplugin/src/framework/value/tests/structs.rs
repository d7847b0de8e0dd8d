//! Schema structs and values.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::framework::notation::{show, value};
use crate::framework::value::{Attr, Dynamic, Number, Type, Value};

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Color {
    #[default]
    Red,
    DarkBlue,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Part {
    name: Attr<String>,
    size: Attr<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Everything {
    truth: Attr<bool>,
    text: Attr<String>,
    integer: Attr<u16>,
    float: Attr<f64>,
    big: Attr<Number>,
    dynamic: Attr<Dynamic>,
    color: Attr<Color>,
    list: Attr<Vec<String>>,
    set: Attr<BTreeSet<String>>,
    map: Attr<BTreeMap<String, i64>>,
    lists: Attr<BTreeMap<String, Vec<String>>>,
    part: Attr<Part>,
    parts: Attr<BTreeSet<Part>>,
    loose: Attr<Vec<Attr<String>>>,
}

fn kind() -> Type {
    let part = Type::object([("name", Type::String), ("size", Type::Number)]);
    Type::object([
        ("truth", Type::Bool),
        ("text", Type::String),
        ("integer", Type::Number),
        ("float", Type::Number),
        ("big", Type::Number),
        ("dynamic", Type::Dynamic),
        ("color", Type::String),
        ("list", Type::list(Type::String)),
        ("set", Type::set(Type::String)),
        ("map", Type::map(Type::Number)),
        ("lists", Type::map(Type::list(Type::String))),
        ("part", part.clone()),
        ("parts", Type::set(part)),
        ("loose", Type::list(Type::String)),
    ])
}

fn everything() -> Everything {
    let part = |name: &str, size| Part { name: Attr::Known(name.to_owned()), size };
    Everything {
        truth: Attr::Known(false),
        text: Attr::Known(String::new()),
        integer: Attr::Known(u16::MAX),
        float: Attr::Known(0.1),
        big: Attr::Known("-18446744073709551616.000000000000000000001".parse().unwrap()),
        dynamic: Attr::Known(Dynamic(Type::list(Type::Bool), Value::List(vec![true.into()]))),
        color: Attr::Known(Color::DarkBlue),
        list: Attr::Known(vec![]),
        set: Attr::Known(["b".to_owned(), "a".to_owned()].into()),
        map: Attr::Known([("k".to_owned(), i64::MIN)].into()),
        lists: Attr::Known([("k".to_owned(), vec!["x".to_owned()])].into()),
        part: Attr::Known(part("one", Attr::Unknown)),
        parts: Attr::Known([part("two", Attr::Null), part("three", Attr::Known(3))].into()),
        loose: Attr::Known(vec![Attr::Null, Attr::Known("x".to_owned())]),
    }
}

fn value_of(source: &Everything) -> Value {
    Value::from_struct(source).unwrap().conform(&kind()).unwrap()
}

#[test]
fn structs_survive_as_values() {
    for source in [everything(), Everything::default()] {
        let bytes = value_of(&source).to_msgpack(&kind()).unwrap();
        let read: Everything = Value::from_msgpack(&bytes, &kind()).unwrap().to_struct().unwrap();
        assert_eq!(read, source);
    }
}

#[test]
fn a_struct_takes_the_form_of_a_type_as_it_is_read_or_later() {
    for source in [everything(), Everything::default()] {
        assert_eq!(Value::from_struct_of_type(&source, &kind()).unwrap(), value_of(&source));
    }
    for (kind, error) in [
        (Type::Bool, "true or false is needed"),
        (Type::object([]), "a: is not an attribute here"),
        (Type::object([("a", Type::list(Type::Bool))]), "a[0]: true or false is needed"),
        (Type::object([("a", Type::Tuple(vec![Type::String]))]), "a: a list is needed"),
        (Type::map(Type::Bool), "[\"a\"]: true or false is needed"),
    ] {
        let source = BTreeMap::from([("a", ["x", "y"])]);
        let conformed = Value::from_struct(&source).unwrap().conform(&kind).unwrap_err().to_string();
        assert_eq!(Value::from_struct_of_type(&source, &kind).unwrap_err().to_string(), error);
        assert_eq!(conformed, error);
    }
}

#[test]
fn a_struct_of_nulls_is_an_object_of_nulls() {
    let Value::Object(fields) = value_of(&Everything::default()) else { panic!("no object") };
    assert_eq!(fields.len(), 14);
    assert!(fields.values().all(Value::is_null));
}

#[test]
fn every_attribute_may_be_unknown() {
    let Type::Object(attributes) = kind() else { panic!("no object") };
    let unknown: serde_json::Map<_, _> = attributes.names().map(|name| (name.to_owned(), json!("?"))).collect();
    let unknown = value(&kind(), &unknown.into());
    let read: Everything = unknown.to_struct().unwrap();
    assert_eq!(read.dynamic, Attr::Unknown);
    assert_eq!(value_of(&read), unknown);
    assert_eq!(unknown.unknown_paths().len(), attributes.len());
}

/// A plain collection cannot hold an unknown element, so the field that holds it is unknown.
#[test]
fn a_collection_with_an_unknown_element_is_an_unknown_field() {
    let read = |json| value(&kind(), &json).to_struct::<Everything>().unwrap();
    assert_eq!(read(json!({ "list": ["a", "?"] })).list, Attr::Unknown);
    assert_eq!(read(json!({ "set": ["a", "?"] })).set, Attr::Unknown);
    assert_eq!(read(json!({ "map": { "k": "?" } })).map, Attr::Unknown);
    assert_eq!(read(json!({ "parts": ["?"] })).parts, Attr::Unknown);
    assert_eq!(read(json!({ "loose": ["?"] })).loose, Attr::Unknown);
    let parts = read(json!({ "parts": [{ "name": "?" }] })).parts;
    assert_eq!(parts, Attr::Known([Part { name: Attr::Unknown, size: Attr::Null }].into()));
}

#[test]
fn an_unknown_element_deep_in_a_plain_collection_makes_the_field_unknown() {
    let read: Everything = value(&kind(), &json!({ "lists": { "a": ["x"], "b": ["?"] } })).to_struct().unwrap();
    assert_eq!(read.lists, Attr::Unknown);
}

#[test]
fn values_a_field_cannot_hold_are_named_with_their_place() {
    for (json, error) in [
        (json!({ "integer": 65536 }), "integer: invalid value: integer `65536`, expected u16"),
        (json!({ "integer": 1.5 }), "integer: invalid type: floating point `1.5`, expected u16"),
        (json!({ "color": "gray" }), "color: unknown variant `gray`, expected `red` or `dark_blue`"),
        (json!({ "list": ["a", null] }), "list[1]: invalid type: Option value, expected a string"),
        (json!({ "map": { "k": 0.5 } }), "map[\"k\"]: invalid type: floating point `0.5`, expected i64"),
        (json!({ "part": { "size": 0.5 } }), "part.size: invalid type: floating point `0.5`, expected i64"),
    ] {
        let error_found = value(&kind(), &json).to_struct::<Everything>().unwrap_err();
        assert_eq!(error_found.to_string(), error);
    }
}

/// A wrapper of a float is not the framework's own number.
#[test]
fn a_wrapped_float_is_read_as_a_float() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Share(f64);
    let half = Value::Number("0.5".parse().unwrap());
    assert_eq!(half.to_struct::<Share>().unwrap(), Share(0.5));
    assert_eq!(Value::from_struct(&Share(0.5)).unwrap(), half);
    assert_eq!(Value::from_struct(&0.1_f32).unwrap(), Value::Number("0.1".parse().unwrap()));
}

#[test]
fn what_has_no_form_as_a_value_is_refused() {
    #[derive(Serialize)]
    enum Shape {
        Circle(f64),
    }
    assert!(Value::from_struct(&f64::NAN).is_err());
    assert!(Value::from_struct(&Shape::Circle(1.0)).is_err());
    assert!(Value::from_struct(&BTreeMap::from([(1, 2)])).is_err());
}

#[test]
fn checks_see_placeholders_where_a_part_is_missing() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Model {
        name: String,
        port: u16,
        on: bool,
        color: Color,
        note: Option<String>,
        parts: Vec<ModelPart>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct ModelPart {
        name: String,
    }
    let kind = Type::object([
        ("name", Type::String),
        ("port", Type::Number),
        ("on", Type::Bool),
        ("color", Type::String),
        ("note", Type::String),
        ("parts", Type::list(Type::object([("name", Type::String)]))),
    ]);
    let read = |json| value(&kind, &json).to_struct_with_placeholders::<Model>().unwrap();
    let blank = Model { name: String::new(), port: 0, on: false, color: Color::Red, note: None, parts: vec![] };
    let unknown = json!({ "name": "?", "port": "?", "on": "?", "color": "?", "note": "?", "parts": "?" });
    assert_eq!(read(json!({})), blank);
    assert_eq!(read(unknown), blank);
    let known = json!({
        "name": "n", "port": 1, "on": true, "color": "dark_blue", "note": "x", "parts": [{ "name": "?" }, "?"],
    });
    let full = Model {
        name: "n".into(),
        port: 1,
        on: true,
        color: Color::DarkBlue,
        note: Some("x".into()),
        parts: vec![ModelPart { name: String::new() }],
    };
    assert_eq!(read(known), full);
}

#[test]
fn a_state_with_gaps_becomes_a_struct() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct State {
        list: Vec<Option<String>>,
        map: BTreeMap<String, Option<i64>>,
        pair: (String, bool),
        any: Dynamic,
        late: Attr<String>,
    }
    let kind = Type::object([
        ("list", Type::list(Type::String)),
        ("map", Type::map(Type::Number)),
        ("pair", Type::Tuple(vec![Type::String, Type::Bool])),
        ("any", Type::Dynamic),
        ("late", Type::String),
    ]);
    let read = |json| value(&kind, &json).to_struct_of_partial::<State>();
    let gaps = json!({ "list": ["a", null], "map": { "k": null }, "late": "?" });
    let expected = State {
        list: vec![Some("a".to_owned()), None],
        map: BTreeMap::from([("k".to_owned(), None)]),
        pair: (String::new(), false),
        any: Dynamic(Type::Dynamic, Value::Null),
        late: Attr::Unknown,
    };
    assert_eq!(read(gaps).unwrap(), expected);
    // What is unknown is not a gap, and what is wrong is not unknown.
    for (json, is_unknown) in
        [(json!({ "list": "?" }), true), (json!({ "list": ["?"] }), true), (json!({ "map": "?" }), true)]
    {
        assert_eq!(read(json.clone()).unwrap_err().is_unknown, is_unknown, "{json}");
    }
    #[derive(Debug, Deserialize)]
    struct Narrow {
        #[expect(dead_code, reason = "what cannot be read is not looked at")]
        small: u8,
        #[expect(dead_code, reason = "what cannot be read is not looked at")]
        name: String,
    }
    let kind = Type::object([("small", Type::Number), ("name", Type::String)]);
    let too_large = value(&kind, &json!({ "small": 300, "name": "?" })).to_struct_of_partial::<Narrow>();
    assert!(!too_large.unwrap_err().is_unknown);
}

#[test]
fn what_is_not_there_yet_is_found() {
    let sample = value(&kind(), &json!({ "part": { "name": "?" }, "list": ["a", "?"], "map": { "k": "?" } }));
    let paths: Vec<String> = sample.unknown_paths().iter().map(ToString::to_string).collect();
    assert_eq!(paths, ["list[1]", "map[\"k\"]", "part.name"]);
    assert!(!sample.is_wholly_known());
    assert_eq!(show(&sample), json!({ "list": ["a", "?"], "map": { "k": "?" }, "part": { "name": "?" } }));
}

#[test]
fn an_unknown_choice_is_not_known_yet() {
    #[derive(Debug, Deserialize)]
    enum Color {
        Red,
    }
    assert!(Value::UNKNOWN.to_struct::<Color>().unwrap_err().is_unknown);
    assert!(!Value::Null.to_struct::<Color>().unwrap_err().is_unknown);
}
