//! What a handler returned, beside what it was given.

use std::borrow::Cow;

use crate::framework::value::Value;

/// The given value with the changes of a handler, which was given `before`. Values it did not change stay exactly as they
/// were: a struct cannot hold everything a value can (an unknown element of a set, more digits than a float). Where `given`
/// is null, a value of `before` is a placeholder, so what the handler returns counts, even if it is the same.
pub(super) fn merge(given: Value, before: &Value, after: Value) -> Value {
    match (given, before, after) {
        (Value::Object(mut given), Value::Object(before), Value::Object(after)) => {
            let merge = |(name, after): (Cow<'static, str>, Value)| {
                let merged = match (given.get_mut(&name).map(std::mem::take), before.get(&name)) {
                    (Some(given), Some(before)) => merge(given, before, after),
                    _ => after,
                };
                (name, merged)
            };
            Value::Object(after.into_iter().map(merge).collect())
        }
        (Value::Map(mut given), Value::Map(before), Value::Map(after)) => {
            let merge = |(key, after): (String, Value)| {
                let merged = match (given.remove(&key), before.get(&key)) {
                    (Some(given), Some(before)) => merge(given, before, after),
                    _ => after,
                };
                (key, merged)
            };
            Value::Map(after.into_iter().map(merge).collect())
        }
        (Value::List(given), Value::List(before), Value::List(after))
            if given.len() == after.len() && before.len() == after.len() =>
        {
            let items = given.into_iter().zip(before).zip(after);
            Value::List(items.map(|((given, before), after)| merge(given, before, after)).collect())
        }
        (Value::Null, _, after) => after,
        (given, before, after) => {
            if *before == after {
                given
            } else {
                after
            }
        }
    }
}
