//! The wire form, byte by byte.

use crate::framework::value::{Number, Refinement, Type, Value};

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

/// `1/3` as Terraform sends it: 512 bits make 154 digits.
fn third() -> String {
    format!("0.{}", "3".repeat(154))
}

#[test]
fn values_have_the_bytes_terraform_sends() {
    let third_bytes = [[0xd9, 156].as_slice(), third().as_bytes()].concat();
    let prefix = Refinement { not_null: true, prefix: Some("pre-".into()), ..Refinement::default() };
    let length = Refinement { not_null: true, lower_bound: Some((Number::from(0), true)), ..Refinement::default() };
    let items = Refinement { min_length: Some(1), max_length: Some(200), ..Refinement::default() };
    let unknown = |facts: Refinement| Value::Unknown(Some(Box::new(facts)));
    let object = Type::object([("a", Type::Bool), ("b", Type::String)]);
    let dynamic = |kind, value| Value::Dynamic(Box::new((kind, value)));
    let cases: Vec<(Type, Value, &[u8])> = vec![
        (Type::Bool, true.into(), b"\xc3"),
        (Type::Bool, false.into(), b"\xc2"),
        (Type::String, "".into(), b"\xa0"),
        (Type::String, "né".into(), b"\xa3n\xc3\xa9"),
        (Type::Number, 5.into(), b"\x05"),
        (Type::Number, (-1).into(), b"\xff"),
        (Type::Number, (-200).into(), b"\xd1\xff\x38"),
        (Type::Number, i64::MAX.into(), b"\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"),
        (Type::Number, i64::MIN.into(), b"\xd3\x80\0\0\0\0\0\0\0"),
        (Type::Number, number("18446744073709551616"), b"\xb418446744073709551616"),
        (Type::Number, number("0.1"), b"\xa30.1"),
        (Type::Number, number(&third()), &third_bytes),
        (Type::list(Type::Bool), Value::List(vec![true.into(), Value::Null]), b"\x92\xc3\xc0"),
        (Type::set(Type::Number), Value::Set([2.into(), 1.into(), 2.into()].into()), b"\x92\x01\x02"),
        (Type::map(Type::Number), Value::Map([("k".into(), 1.into())].into()), b"\x81\xa1k\x01"),
        (Type::Tuple(vec![Type::Bool, Type::String]), Value::Tuple(vec![true.into(), "x".into()]), b"\x92\xc3\xa1x"),
        (object, Value::Object([("a", true.into()), ("b", Value::Null)].into()), b"\x82\xa1a\xc3\xa1b\xc0"),
        (Type::Dynamic, dynamic(Type::Number, 1.into()), b"\x92\xc4\x08\"number\"\x01"),
        (Type::Dynamic, dynamic(Type::Bool, Value::Null), b"\x92\xc4\x06\"bool\"\xc0"),
        (Type::Dynamic, Value::Null, b"\xc0"),
        (Type::Dynamic, Value::UNKNOWN, b"\xd4\0\0"),
        (Type::String, Value::UNKNOWN, b"\xd4\0\0"),
        (Type::String, unknown(prefix), b"\xc7\x09\x0c\x82\x01\xc2\x02\xa4pre-"),
        (Type::Number, unknown(length), b"\xc7\x07\x0c\x82\x01\xc2\x03\x92\x00\xc3"),
        (Type::list(Type::Bool), unknown(items), b"\xc7\x06\x0c\x82\x05\x01\x06\xcc\xc8"),
    ];
    for (kind, value, bytes) in cases {
        assert_eq!(value.to_msgpack(&kind).unwrap(), bytes, "{value:?}");
        assert_eq!(Value::from_msgpack(bytes, &kind).unwrap(), value, "{bytes:x?}");
    }
}

#[test]
fn numbers_are_read_in_every_form() {
    for (bytes, text) in [
        (b"\xcc\xff".as_slice(), "255"),
        (b"\xcd\xff\xff", "65535"),
        (b"\xce\xff\xff\xff\xff", "4294967295"),
        (b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615"),
        (b"\xd0\x80", "-128"),
        (b"\xd2\x80\0\0\0", "-2147483648"),
        (b"\xca\x3f\xc0\0\0", "1.5"),
        (b"\xcb\x3f\xb9\x99\x99\x99\x99\x99\x9a", "0.1"),
        (b"\xcb\x80\0\0\0\0\0\0\0", "0"),
        (b"\xcb\x7f\xe1\xcc\xf3\x85\xeb\xc8\xa0", &format!("1{}", "0".repeat(308))),
        (b"\xa41e-2", "0.01"),
        (b"\xc4\x0242", "42"),
    ] {
        assert_eq!(Value::from_msgpack(bytes, &Type::Number).unwrap(), number(text), "{bytes:x?}");
    }
}

#[test]
fn elements_of_a_set_are_read_once() {
    let set = Value::from_msgpack(b"\x94\x02\x01\x02\xcb\x3f\xf0\0\0\0\0\0\0", &Type::set(Type::Number)).unwrap();
    assert_eq!(set, Value::Set([1.into(), 2.into()].into()));
}

/// They may turn out to be different: Terraform counts them.
#[test]
fn unknown_elements_of_a_set_stay_apart() {
    let bytes = b"\x93\xd4\0\0\xd4\0\0\xa1a";
    let Value::Set(elements) = Value::from_msgpack(bytes, &Type::set(Type::String)).unwrap() else { panic!("no set") };
    assert_eq!(elements.len(), 3);
    let written = Value::Set(elements).to_msgpack(&Type::set(Type::String)).unwrap();
    assert_eq!(written, bytes);
}

#[test]
fn every_extension_is_an_unknown_value() {
    for bytes in [
        b"\xd4\0\0".as_slice(),
        b"\xd4\x07\x01",
        b"\xd5\0\0\0",
        b"\xd6\x0c\0\0\0\0",
        b"\xd7\0\0\0\0\0\0\0\0\0",
        b"\xd8\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        b"\xc7\0\0",
        b"\xc7\x01\x0c\x80",
        b"\xc8\0\x01\0\0",
        b"\xc9\0\0\0\x01\0\0",
        // A refinement of a newer protocol, and one that is damaged.
        b"\xc7\x04\x0c\x81\x63\xa1x",
        b"\xc7\x03\x0c\x81\x02\xa9",
    ] {
        for kind in [Type::Bool, Type::list(Type::String), Type::object([("a", Type::Bool)]), Type::Dynamic] {
            assert_eq!(Value::from_msgpack(bytes, &kind).unwrap(), Value::UNKNOWN, "{bytes:x?}");
        }
    }
}

#[test]
fn what_is_certain_before_an_unknown_fact_is_kept() {
    let value = Value::from_msgpack(b"\xc7\x06\x0c\x82\x01\xc2\x63\xa1x", &Type::String).unwrap();
    assert_eq!(value, Value::Unknown(Some(Box::new(Refinement { not_null: true, ..Refinement::default() }))));
}

#[test]
fn bytes_that_do_not_fit_are_named_with_their_place() {
    let object = Type::object([("a", Type::list(Type::Number)), ("b", Type::map(Type::Bool))]);
    for (kind, bytes, error) in [
        (Type::Bool, b"".as_slice(), "the value ends too early"),
        (Type::Bool, b"\x01", "true or false is needed (got FixPos(1))"),
        (Type::Bool, b"\xc3\xc3", "bytes follow the value"),
        (Type::String, b"\xa5abc", "the value ends too early"),
        (Type::String, b"\xa1\xff", "is not valid UTF-8"),
        (Type::Number, b"\xa3abc", "\"abc\" is not a finite decimal number"),
        (Type::Number, b"\xcb\x7f\xf8\0\0\0\0\0\0", "\"NaN\" is not a finite decimal number"),
        (Type::Number, b"\xca\x7f\x80\0\0", "\"inf\" is not a finite decimal number"),
        (Type::Number, b"\xa71e99999", "\"1e99999\" is not a finite decimal number"),
        (Type::Tuple(vec![Type::Bool]), b"\x92\xc3\xc3", "has too many elements"),
        (Type::Tuple(vec![Type::Bool]), b"\x90", "1 elements are needed, 0 given"),
        (Type::Dynamic, b"\x93\xc0\xc0\xc0", "any value is needed (got FixArray(3))"),
        (Type::Dynamic, b"\x92\xc4\x05\"int\"\x01", "not a type constraint: \"int\""),
        (Type::set(Type::Bool), b"\x92\xc3\xa1x", "[1]: true or false is needed (got FixStr(1))"),
        (object.clone(), b"\x82\xa1a\x91\xc3\xa1b\x80", "a[0]: a number is needed (got True)"),
        (object.clone(), b"\x82\xa1a\x90\xa1b\x81\xa1k\x01", "b[\"k\"]: true or false is needed (got FixPos(1))"),
        (object.clone(), b"\x81\xa1a\x90", "b: is missing"),
        (object.clone(), b"\x83\xa1a\x90\xa1b\x80\xa1c\x01", "c: is not an attribute here"),
        (object, b"\x81\x01\x01", "has a key that is not a string"),
    ] {
        assert_eq!(Value::from_msgpack(bytes, &kind).unwrap_err().to_string(), error, "{bytes:x?}");
    }
}

#[test]
fn a_claimed_length_costs_no_memory() {
    for (kind, bytes) in [
        (Type::String, b"\xdb\xff\xff\xff\xff".as_slice()),
        (Type::list(Type::Bool), b"\xdd\xff\xff\xff\xff"),
        (Type::map(Type::Bool), b"\xdf\xff\xff\xff\xff"),
        (Type::Bool, b"\xc9\xff\xff\xff\xff\0"),
    ] {
        assert_eq!(Value::from_msgpack(bytes, &kind).unwrap_err().message, "the value ends too early");
    }
}

#[test]
fn bottomless_nesting_is_refused() {
    let level = b"\x92\xc4\x09\"dynamic\"";
    let error = Value::from_msgpack(&level.repeat(100_000), &Type::Dynamic).unwrap_err();
    assert_eq!(error.message, "nested deeper than 128 levels");
    let deep_type = format!("{}\"bool\"{}", "[\"list\",".repeat(100_000), "]".repeat(100_000));
    assert!(Type::from_json_bytes(deep_type.as_bytes()).is_err());
}

#[test]
fn a_value_of_another_form_is_not_written() {
    for (kind, value, error) in [
        (Type::Bool, Value::from("x"), "true or false is needed"),
        (Type::list(Type::Bool), Value::List(vec![1.into()]), "[0]: true or false is needed"),
        (Type::map(Type::Bool), Value::Map([("k".into(), 1.into())].into()), "[\"k\"]: true or false is needed"),
        (Type::object([("a", Type::Bool)]), Value::Object([("b", true.into())].into()), "b: is not an attribute here"),
        (Type::object([("a", Type::Bool)]), Value::Object([].into()), "an object is needed"),
        (Type::Dynamic, true.into(), "any value is needed"),
    ] {
        assert_eq!(value.to_msgpack(&kind).unwrap_err().to_string(), error, "{value:?}");
    }
}
