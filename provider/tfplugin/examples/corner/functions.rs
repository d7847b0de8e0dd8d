//! Functions of every shape.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Schema;
use tfplugin::framework::function::{Function, FunctionError, Variadic};
use tfplugin::framework::provider::Registry;
use tfplugin::framework::value::{Attr, Dynamic, Number};

use crate::remote::Remote;

pub(crate) fn register(registry: &mut Registry<Remote>) {
    for function in [echo(), pack(), shape(), fallback(), digits(), panicking(), forgetful()] {
        registry.function(function);
    }
}

/// Any value, as it is.
fn echo() -> Function {
    Function::new("echo", [("value", "Anything.")], |value: Option<Dynamic>| Ok(value))
        .summary("Gives back what it is given")
        .description("Gives back what it is given.")
}

/// A value of each type.
#[derive(Schema)]
#[tf(object)]
struct Packed {
    truth: bool,
    number: Number,
    text: String,
    list: Vec<Number>,
    set: BTreeSet<String>,
    map: BTreeMap<String, bool>,
    object: Pair,
    tuple: (String, bool),
}

#[derive(Schema)]
#[tf(object)]
struct Pair {
    a: String,
    b: Number,
}

/// A value of each type, in an object.
fn pack() -> Function {
    let names = ["truth", "number", "text", "list", "set", "map", "object", "tuple"];
    Function::new(
        "pack",
        names.map(|name| (name, "One of its type.")),
        |truth: bool,
         number: Number,
         text: String,
         list: Vec<Number>,
         set: BTreeSet<String>,
         map: BTreeMap<String, bool>,
         object: Pair,
         tuple: (String, bool)| Ok(Packed { truth, number, text, list, set, map, object, tuple }),
    )
    .summary("Puts a value of each type into an object")
    .description("Puts a value of each type into an object.")
}

/// Whether a value is null, unknown or known.
fn shape() -> Function {
    Function::new("shape", [("value", "Anything.")], |value: Attr<String>| {
        Ok(match value {
            Attr::Null => Attr::Known("null"),
            // What is unknown now may be known at apply: the answer is not known yet.
            Attr::Unknown => Attr::Unknown,
            Attr::Known(_) => Attr::Known("known"),
        })
    })
    .summary("Says what is known of a string")
    .description("Says what is known of a string.")
}

/// The first of its arguments that is not empty.
fn fallback() -> Function {
    let parameters = [("default", "The last resort."), ("values", "Tried in order.")];
    Function::new("fallback", parameters, |default: String, values: Variadic<String>| {
        let filled = values.into_iter().chain([default]).find(|text| !text.is_empty());
        filled.ok_or_else(|| FunctionError::call("Every argument is empty."))
    })
    .summary("Finds a string with something in it")
    .description("Finds a string with something in it.")
}

/// How many decimal digits text has, each argument checked.
fn digits() -> Function {
    Function::new("digits", [("values", "Digits.")], |values: Variadic<String>| {
        let count = |(position, text): (usize, &String)| match text {
            text if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(text.len()),
            _ => Err(FunctionError::argument(position, "It has something other than digits.")),
        };
        values.iter().enumerate().map(count).sum::<Result<usize, _>>()
    })
    .summary("Counts digits")
    .description("Counts digits.")
}

/// A function with a bug.
#[allow(clippy::diverging_sub_expression, reason = "the bug")]
fn panicking() -> Function {
    Function::new("panicking", [], || -> Result<String, FunctionError> { panic!("a bug in a function") })
        .summary("Has a bug")
        .description("Has a bug.")
}

/// A function with another bug: Terraform takes its result for one that is known later.
fn forgetful() -> Function {
    Function::new("forgetful", [], || Ok(Attr::<String>::Unknown))
        .summary("Returns nothing")
        .description("Returns nothing.")
}
