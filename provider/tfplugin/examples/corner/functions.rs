//! Functions of every shape.

use tfplugin::framework::function::{Function, FunctionError, Parameter, Signature};
use tfplugin::framework::provider::Registry;
use tfplugin::framework::value::{Type, Value};

use crate::remote::Remote;

pub(crate) fn register(registry: &mut Registry<Remote>) {
    registry.function(Echo);
    registry.function(Pack);
    registry.function(Shape);
    registry.function(Fallback);
    registry.function(Digits);
    registry.function(Panicking);
}

fn signature(summary: &str, parameters: Vec<Parameter>, result: Type) -> Signature {
    Signature { summary: summary.to_owned(), description: format!("{summary}."), parameters, variadic: None, result }
}

fn first(arguments: Vec<Value>) -> Value {
    arguments.into_iter().next().unwrap_or(Value::Null)
}

/// Any value, as it is.
struct Echo;

impl Function for Echo {
    const NAME: &'static str = "echo";

    fn signature(&self) -> Signature {
        let value = Parameter { allow_null: true, ..Parameter::new("value", Type::Dynamic, "Anything.") };
        signature("Gives back what it is given", vec![value], Type::Dynamic)
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        Ok(first(arguments))
    }
}

/// A value of each type, in an object.
struct Pack;

fn packed() -> [(&'static str, Type); 8] {
    [
        ("truth", Type::Bool),
        ("number", Type::Number),
        ("text", Type::String),
        ("list", Type::list(Type::Number)),
        ("set", Type::set(Type::String)),
        ("map", Type::map(Type::Bool)),
        ("object", Type::object([("a", Type::String), ("b", Type::Number)])),
        ("tuple", Type::Tuple(vec![Type::String, Type::Bool])),
    ]
}

impl Function for Pack {
    const NAME: &'static str = "pack";

    fn signature(&self) -> Signature {
        let parameters = packed().map(|(name, kind)| Parameter::new(name, kind, "One of its type."));
        signature("Puts a value of each type into an object", parameters.into(), Type::object(packed()))
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let names = packed().map(|(name, _)| name.to_owned());
        Ok(Value::Object(names.into_iter().zip(arguments).collect()))
    }
}

/// Whether a value is null, unknown or known.
struct Shape;

impl Function for Shape {
    const NAME: &'static str = "shape";

    fn signature(&self) -> Signature {
        let value = Parameter::new("value", Type::String, "Anything.");
        let value = Parameter { allow_null: true, allow_unknown: true, ..value };
        signature("Says what is known of a string", vec![value], Type::String)
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        Ok(match first(arguments) {
            Value::Null => "null".into(),
            // What is unknown now may be known at apply: the answer is not known yet.
            Value::Unknown(_) => Value::UNKNOWN,
            _ => "known".into(),
        })
    }
}

/// The first of its arguments that is not empty.
struct Fallback;

impl Function for Fallback {
    const NAME: &'static str = "fallback";

    fn signature(&self) -> Signature {
        let default = Parameter::new("default", Type::String, "The last resort.");
        let values = Parameter::new("values", Type::String, "Tried in order.");
        Signature {
            variadic: Some(values),
            ..signature("Finds a string with something in it", vec![default], Type::String)
        }
    }

    fn call(&self, mut arguments: Vec<Value>) -> Result<Value, FunctionError> {
        arguments.rotate_left(1);
        let filled = arguments.into_iter().find(|value| value.as_str().is_some_and(|text| !text.is_empty()));
        filled.ok_or_else(|| FunctionError::call("Every argument is empty."))
    }
}

/// How many decimal digits text has, each argument checked.
struct Digits;

impl Function for Digits {
    const NAME: &'static str = "digits";

    fn signature(&self) -> Signature {
        let values = Parameter::new("values", Type::String, "Digits.");
        Signature { variadic: Some(values), ..signature("Counts digits", vec![], Type::Number) }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let count = |(position, value): (usize, &Value)| match value.as_str() {
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(text.len() as u64),
            _ => Err(FunctionError::argument(position, "It has something other than digits.")),
        };
        let total: u64 = arguments.iter().enumerate().map(count).sum::<Result<_, _>>()?;
        Ok(Value::Number(total.into()))
    }
}

/// A function with a bug.
struct Panicking;

impl Function for Panicking {
    const NAME: &'static str = "panicking";

    fn signature(&self) -> Signature {
        signature("Has a bug", vec![], Type::String)
    }

    fn call(&self, _: Vec<Value>) -> Result<Value, FunctionError> {
        panic!("a bug in a function")
    }
}
