//! Any type, any value of it, any bytes.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::framework::value::{Number, Refinement, Type, Value};

fn primitive() -> impl Strategy<Value = Type> {
    prop_oneof![Just(Type::Bool), Just(Type::Number), Just(Type::String), Just(Type::Dynamic)]
}

pub(crate) fn any_type() -> impl Strategy<Value = Type> {
    primitive().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            vec(inner.clone(), 0..3).prop_map(Type::Tuple),
            btree_map("[a-c]", inner, 0..3).prop_map(|kinds| Type::Object(kinds.into_iter().collect())),
        ]
    })
}

fn number() -> impl Strategy<Value = Number> {
    let decimal = ("-?[0-9]{1,40}", 0..40_i32).prop_map(|(digits, places)| format!("{digits}e-{places}"));
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        decimal.prop_map(|text| text.parse().unwrap()),
    ]
}

fn refinement() -> impl Strategy<Value = Option<Box<Refinement>>> {
    let bound = || proptest::option::of((number(), any::<bool>()));
    let length = || proptest::option::of(any::<u64>());
    let facts = (any::<bool>(), proptest::option::of(".{0,9}"), bound(), bound(), length(), length());
    facts.prop_map(|(not_null, prefix, lower_bound, upper_bound, min_length, max_length)| {
        Refinement { not_null, prefix, lower_bound, upper_bound, min_length, max_length }.boxed()
    })
}

fn known(kind: Type) -> BoxedStrategy<Value> {
    match kind {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => number().prop_map(Value::Number).boxed(),
        Type::String => ".*".prop_map(Value::String).boxed(),
        Type::Dynamic => {
            let kind = prop_oneof![Just(Type::Bool), Just(Type::list(Type::Number)), Just(Type::map(Type::String))];
            kind.prop_flat_map(|kind| (Just(kind.clone()), value_of(kind)))
                .prop_map(|typed| Value::Dynamic(Box::new(typed)))
                .boxed()
        }
        Type::List(element) => vec(value_of(*element), 0..3).prop_map(Value::List).boxed(),
        Type::Set(element) => {
            vec(value_of(*element), 0..3).prop_map(|items| Value::Set(items.into_iter().collect())).boxed()
        }
        Type::Map(element) => btree_map("[a-z]{0,3}", value_of(*element), 0..3).prop_map(Value::Map).boxed(),
        Type::Tuple(kinds) => kinds.into_iter().map(value_of).collect::<Vec<_>>().prop_map(Value::Tuple).boxed(),
        Type::Object(attributes) => {
            let values = attributes.values().cloned().map(value_of).collect::<Vec<_>>();
            values.prop_map(move |values| Value::Object(attributes.with(values))).boxed()
        }
    }
}

fn value_of(kind: Type) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 1 => refinement().prop_map(Value::Unknown), 8 => known(kind)].boxed()
}

fn typed_value() -> impl Strategy<Value = (Type, Value)> {
    any_type().prop_flat_map(|kind| (Just(kind.clone()), value_of(kind)))
}

proptest! {
    #[test]
    fn any_value_survives_messagepack((kind, value) in typed_value()) {
        let bytes = value.to_msgpack(&kind).unwrap();
        prop_assert_eq!(Value::from_msgpack(&bytes, &kind).unwrap(), value);
    }

    #[test]
    fn any_value_has_the_form_of_its_own_type((kind, value) in typed_value()) {
        prop_assert_eq!(value.clone().conform(&kind).unwrap(), value);
    }

    #[test]
    fn any_type_survives_its_json_form(kind in any_type()) {
        prop_assert_eq!(Type::from_json_bytes(&kind.to_json_bytes()).unwrap(), kind);
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(kind in any_type(), bytes in vec(any::<u8>(), 0..200)) {
        let _ = Value::from_msgpack(&bytes, &kind);
        let _ = Value::from_state_json(&bytes, &kind);
        let _ = Type::from_json_bytes(&bytes);
    }

    #[test]
    fn damaged_values_are_a_value_or_an_error(
        (kind, value) in typed_value(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = value.to_msgpack(&kind).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = Value::from_msgpack(&bytes, &kind);
        let _ = Value::from_msgpack(&bytes[..at], &kind);
    }

    #[test]
    fn numbers_survive_their_text(number in number()) {
        prop_assert_eq!(number.to_string().parse::<Number>().unwrap(), number);
    }

    #[test]
    fn finite_floats_survive_as_numbers(float in prop::num::f64::NORMAL | prop::num::f64::ZERO) {
        prop_assert_eq!(Number::from_f64(float).unwrap().to_f64(), float);
    }
}
