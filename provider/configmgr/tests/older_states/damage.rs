//! What can be wrong with an attribute of a state.

use serde_json::{Value, json};
use tfplugin::framework::schema::{Attribute, AttributeKind, Block};
use tfplugin::framework::value::Type;

/// A state with one attribute that is not as the provider writes it.
#[derive(Clone, Debug)]
pub(crate) struct Damage {
    /// The steps to the attribute.
    pub(crate) path: Vec<String>,
    pub(crate) kind: Kind,
    pub(crate) state: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The attribute did not exist yet.
    Missing,
    Null,
    UnknownChoice,
    WrongType,
}

impl Damage {
    pub(crate) fn dotted(&self) -> String {
        self.path.join(".")
    }

    /// The value that the state has.
    pub(crate) fn value(&self) -> &Value {
        self.state.pointer(&format!("/{}", self.path.join("/"))).unwrap_or(&Value::Null)
    }
}

/// Every attribute of a state that has a value, damaged in each way.
pub(crate) fn all(block: &Block, state: &Value) -> Vec<Damage> {
    let mut found = Vec::new();
    walk(block, state, &mut Vec::new(), &mut found);
    found
}

fn walk(block: &Block, state: &Value, above: &mut Vec<String>, found: &mut Vec<Damage>) {
    for (name, attribute) in &block.attributes {
        above.push(name.clone());
        if state.pointer(&format!("/{}", above.join("/"))).is_some_and(|value| !value.is_null()) {
            found.extend(of_attribute(attribute, state, above));
            if let AttributeKind::Nested(_, nested) = &attribute.kind {
                walk(nested, state, above, found);
            }
        }
        above.pop();
    }
    for (name, nested) in &block.blocks {
        above.push(name.clone());
        walk(&nested.block, state, above, found);
        above.pop();
    }
}

fn of_attribute(attribute: &Attribute, state: &Value, path: &[String]) -> Vec<Damage> {
    let (name, above) = path.split_last().unwrap();
    let with = |kind, value: Option<Value>| {
        let mut state = state.clone();
        let object = state.pointer_mut(&above.iter().map(|step| format!("/{step}")).collect::<String>()).unwrap();
        let object = object.as_object_mut().unwrap();
        match value {
            Some(value) => object.insert(name.clone(), value),
            None => object.remove(name),
        };
        Damage { path: path.to_vec(), kind, state }
    };
    let mut damages = vec![with(Kind::Missing, None), with(Kind::Null, Some(Value::Null))];
    let wrong = match attribute.value_type() {
        Type::String | Type::Number | Type::Bool => json!([{ "of": "no version" }]),
        _ => json!("of no version"),
    };
    damages.push(with(Kind::WrongType, Some(wrong)));
    if !attribute.constraints.choices.is_empty() {
        damages.push(with(Kind::UnknownChoice, Some(json!("of_a_newer_version"))));
    }
    damages
}
