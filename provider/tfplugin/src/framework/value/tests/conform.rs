//! Giving values the form of a type.

use crate::framework::value::{Type, Value};

#[test]
fn values_take_the_form_of_a_type() {
    let list = |items: &[i64]| Value::List(items.iter().copied().map(Value::from).collect());
    let map = || Value::Map([("k".to_owned(), true.into())].into());
    let object = || Value::Object([("k", true.into())].into());
    for (kind, given, taken) in [
        (Type::set(Type::Number), list(&[2, 1, 2]), Value::Set([1.into(), 2.into()].into())),
        (Type::list(Type::Number), Value::Tuple(vec![1.into()]), list(&[1])),
        (Type::Tuple(vec![Type::Number]), list(&[1]), Value::Tuple(vec![1.into()])),
        (Type::map(Type::Bool), object(), map()),
        (Type::map(Type::Bool), map(), map()),
        (Type::object([("k", Type::Bool)]), map(), object()),
        (Type::object([("k", Type::Bool)]), object(), object()),
        (Type::object([("k", Type::Bool)]), Value::Object([].into()), Value::Object([("k", Value::Null)].into())),
        (
            Type::list(Type::set(Type::Number)),
            Value::List(vec![list(&[1, 1])]),
            Value::List(vec![Value::Set([1.into()].into())]),
        ),
        (Type::Bool, Value::Null, Value::Null),
        (Type::list(Type::Bool), Value::UNKNOWN, Value::UNKNOWN),
    ] {
        assert_eq!(given.clone().conform(&kind).unwrap(), taken, "{given:?}");
    }
}

#[test]
fn what_does_not_fit_is_named_with_its_place() {
    let entries = |value| Value::Object([("k", value)].into());
    for (kind, given, error) in [
        (Type::Bool, Value::from(1), "true or false is needed"),
        (Type::list(Type::Bool), Value::List(vec![true.into(), 1.into()]), "[1]: true or false is needed"),
        (Type::map(Type::Bool), entries(1.into()), "[\"k\"]: true or false is needed"),
        (Type::object([("k", Type::Bool)]), entries(1.into()), "k: true or false is needed"),
        (Type::object([]), entries(true.into()), "k: is not an attribute here"),
        (Type::Tuple(vec![]), Value::List(vec![1.into()]), "a list is needed"),
    ] {
        assert_eq!(given.clone().conform(&kind).unwrap_err().to_string(), error, "{given:?}");
    }
}
