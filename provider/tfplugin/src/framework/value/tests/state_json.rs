//! The JSON of state files.

use crate::framework::value::{Type, Value};

#[test]
fn state_is_read_by_its_type() {
    let number = |text: &str| Value::Number(text.parse().unwrap());
    let object = Type::object([("a", Type::Bool), ("b", Type::String)]);
    let third = format!("0.{}", "3".repeat(154));
    let cases: Vec<(Type, &str, Value)> = vec![
        (Type::Bool, "null", Value::Null),
        (Type::Bool, " true ", true.into()),
        (Type::String, r#""né\n\u0041""#, "né\nA".into()),
        (Type::Number, "18446744073709551616", number("18446744073709551616")),
        (Type::Number, &third, number(&third)),
        (Type::Number, "1e100", number("1e100")),
        (Type::Number, r#""12.5""#, number("12.5")),
        (Type::list(Type::Number), "[1, null]", Value::List(vec![1.into(), Value::Null])),
        (Type::set(Type::Number), "[2, 1, 2.0]", Value::Set([1.into(), 2.into()].into())),
        (Type::map(Type::Bool), r#"{"k": true}"#, Value::Map([("k".into(), true.into())].into())),
        (Type::map(Type::Bool), r#"{"\u006b": true}"#, Value::Map([("k".into(), true.into())].into())),
        (Type::Tuple(vec![Type::Bool, Type::Number]), "[true, 1]", Value::Tuple(vec![true.into(), 1.into()])),
        (object, r#"{"a": true, "gone": {"x": [1]}}"#, Value::Object([("a", true.into()), ("b", Value::Null)].into())),
        (Type::object([("k", Type::Bool)]), r#"{"\u006b": true}"#, Value::Object([("k", true.into())].into())),
        (
            Type::Dynamic,
            r#"{"value": ["x"], "type": ["list", "string"]}"#,
            Value::Dynamic(Box::new((Type::list(Type::String), Value::List(vec!["x".into()])))),
        ),
    ];
    for (kind, json, value) in cases {
        assert_eq!(Value::from_state_json(json.as_bytes(), &kind).unwrap(), value, "{json}");
    }
}

#[test]
fn json_that_does_not_fit_is_named_with_its_place() {
    let object = Type::object([("a", Type::list(Type::Number)), ("b", Type::map(Type::Bool))]);
    for (kind, json, error) in [
        (Type::Bool, "", "EOF while parsing a value at line 1 column 0"),
        (Type::list(Type::Bool), "[true", "EOF while parsing a list at line 1 column 5"),
        (Type::Bool, "true false", "trailing characters at line 1 column 6"),
        (Type::Bool, "1", "true or false is needed"),
        (Type::Number, "\"x\"", "a number is needed"),
        (Type::Number, "true", "a number is needed"),
        (Type::list(Type::Bool), "{}", "a list is needed"),
        (Type::Tuple(vec![Type::Bool]), "[true, true]", "has too many elements"),
        (Type::Tuple(vec![Type::Bool]), "[]", "1 elements are needed, 0 given"),
        (Type::Dynamic, "1", "any value is needed"),
        (Type::Dynamic, r#"{"value": 1, "type": "int"}"#, "not a type constraint: \"int\""),
        (object.clone(), r#"{"a": [1, 2}"#, "expected `,` or `]` at line 1 column 12"),
        (object.clone(), "[]", "an object is needed"),
        (Type::set(Type::String), r#"["a", {}]"#, "[1]: a string is needed"),
        (object.clone(), r#"{"a": [1, "x"]}"#, "a[1]: a number is needed"),
        (object, r#"{"b": {"k": 1}}"#, "b[\"k\"]: true or false is needed"),
    ] {
        assert_eq!(Value::from_state_json(json.as_bytes(), &kind).unwrap_err().to_string(), error, "{json}");
    }
}

#[test]
fn bottomless_nesting_is_refused() {
    let (begin, end) = (r#"{"type":"dynamic","value":"#, "}");
    let json = format!("{}null{}", begin.repeat(10_000), end.repeat(10_000));
    let error = Value::from_state_json(json.as_bytes(), &Type::Dynamic).unwrap_err();
    assert_eq!(error.message, "nested deeper than 128 levels");
}
