//! The attributes of objects and their types, read from the schema of the model.

use std::ops::RangeInclusive;

use hierarchy::Kind;
use hierarchy::wording::{did_you_mean, nearest};
use serde_json::Value;

use super::diagnostic::Diagnostic;

/// An attribute of an object, or of an object inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) r#type: Type,
    /// Whether null is allowed.
    pub(crate) is_nullable: bool,
    /// Whether it must be present: it has no default.
    pub(crate) is_required: bool,
}

/// The type of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    String,
    Bool,
    Number(RangeInclusive<i64>),
    Enum(Vec<String>),
    /// Of strings.
    Set,
    Object(Vec<Attribute>),
}

impl Type {
    /// The type of an object.
    pub(crate) fn of(kind: Kind) -> Self {
        Self::read(kind.schema().as_value())
    }

    /// The attributes of an object; empty for every other type.
    pub(crate) fn attributes(&self) -> &[Attribute] {
        match self {
            Self::Object(attributes) => attributes,
            _ => &[],
        }
    }

    /// The attribute of this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes().iter().find(|attribute| attribute.name == name)
    }

    /// The attribute a dotted path leads to.
    pub(crate) fn at(&self, path: &str) -> Option<&Attribute> {
        match path.split_once('.') {
            Some((name, rest)) => self.attribute(name)?.r#type.at(rest),
            None => self.attribute(path),
        }
    }

    /// The error for a path that does not exist, with the attributes there are and the closest one. `owner` names what lacks
    /// the attribute, `prefix` is the path to it inside an object.
    pub(crate) fn unknown(&self, owner: &str, prefix: &str, path: &str) -> Diagnostic {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        if let Some(attribute) = self.attribute(name) {
            let inside = joined(prefix, name);
            return attribute.r#type.unknown(&inside, &inside, rest);
        }
        let what = format!("{owner} has no attribute \"{path}\"");
        let names = self.names();
        if names.is_empty() {
            return Diagnostic::error(what, format!("It is {}. Write {owner}=VALUE.", self.description()));
        }
        let suggestion = self.suggestion(path).map(|suggestion| joined(prefix, &suggestion));
        Diagnostic::error(
            what,
            format!("Its attributes are {}.{}", names.join(", "), did_you_mean(suggestion.as_deref())),
        )
    }

    /// The closest path: one with a similar spelling, or one that ends in the same name.
    pub(crate) fn suggestion(&self, path: &str) -> Option<String> {
        let paths = self.paths();
        let near = nearest(path, paths.iter().map(String::as_str));
        let inside = || paths.iter().map(String::as_str).find(|known| known.rsplit('.').next() == Some(path));
        near.or_else(inside).map(str::to_owned)
    }

    /// The names of its attributes.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.attributes().iter().map(|attribute| attribute.name.as_str()).collect()
    }

    fn paths(&self) -> Vec<String> {
        let below = |attribute: &Attribute| {
            let name = attribute.name.clone();
            let inner = attribute.r#type.paths().into_iter().map(move |path| format!("{name}.{path}"));
            std::iter::once(attribute.name.clone()).chain(inner).collect::<Vec<_>>()
        };
        self.attributes().iter().flat_map(below).collect()
    }

    /// The values in words, to follow "it must be".
    pub(crate) fn description(&self) -> String {
        match self {
            Self::String => "a string".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::Number(range) if *range == (i64::MIN..=i64::MAX) => "a whole number".to_owned(),
            Self::Number(range) => format!("a whole number from {} to {}", range.start(), range.end()),
            Self::Enum(names) => format!("one of {}", names.join(", ")),
            Self::Set => "a set of strings".to_owned(),
            Self::Object(_) => format!("an object with {}", self.names().join(", ")),
        }
    }

    /// The type a schema describes, null aside.
    fn read(schema: &Value) -> Self {
        let choices = choices(schema);
        if !choices.is_empty() {
            return Self::Enum(choices);
        }
        if has_type(schema, "boolean") {
            Self::Bool
        } else if has_type(schema, "integer") {
            Self::Number(range(schema))
        } else if has_type(schema, "array") {
            Self::Set
        } else if has_type(schema, "object") {
            Self::Object(attributes(schema))
        } else {
            Self::String
        }
    }
}

/// A path inside another.
pub(crate) fn joined(prefix: &str, path: &str) -> String {
    if prefix.is_empty() { path.to_owned() } else { format!("{prefix}.{path}") }
}

fn attributes(schema: &Value) -> Vec<Attribute> {
    let required = members(schema, "required");
    let properties = schema.get("properties").and_then(Value::as_object);
    let attribute = |(name, schema): (&String, &Value)| Attribute {
        name: name.clone(),
        r#type: Type::read(schema),
        is_nullable: has_type(schema, "null") || members(schema, "anyOf").iter().any(|form| has_type(form, "null")),
        is_required: required.iter().any(|required| required == name),
    };
    properties.into_iter().flatten().map(attribute).collect()
}

fn has_type(schema: &Value, name: &str) -> bool {
    let types = schema.get("type").unwrap_or(&Value::Null);
    types == name || types.as_array().is_some_and(|types| types.iter().any(|one| one == name))
}

/// The strings a schema lists, in its own `enum` or `const` or in those of its alternatives.
fn choices(schema: &Value) -> Vec<String> {
    let own = schema.get("const").into_iter().chain(members(schema, "enum"));
    let own = own.filter_map(Value::as_str).map(str::to_owned);
    let forms = members(schema, "oneOf").iter().chain(members(schema, "anyOf"));
    own.chain(forms.flat_map(choices)).collect()
}

fn range(schema: &Value) -> RangeInclusive<i64> {
    let bound = |name| schema.get(name).and_then(Value::as_i64);
    // schemars writes the size of a number as its format, without a maximum.
    let most = || (schema.get("format")? == "uint32").then_some(i64::from(u32::MAX));
    bound("minimum").unwrap_or(i64::MIN)..=bound("maximum").or_else(most).unwrap_or(i64::MAX)
}

fn members<'a>(schema: &'a Value, list: &str) -> &'a [Value] {
    schema.get(list).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(attribute: &Attribute) -> String {
        let Attribute { name, r#type, is_nullable, is_required } = attribute;
        let inner: String =
            r#type.attributes().iter().map(|inner| format!("\n{}", described(inner)).replace('\n', "\n  ")).collect();
        let null = if *is_nullable { ", or null" } else { "" };
        let required = if *is_required { " (required)" } else { "" };
        format!("{name}: {}{null}{required}{inner}", r#type.description())
    }

    #[test]
    fn the_schema_tells_every_type() {
        let all = Kind::ALL.map(|kind| {
            let attributes: Vec<String> = Type::of(kind).attributes().iter().map(described).collect();
            format!("# {kind}\n{}\n", attributes.join("\n"))
        });
        insta::assert_snapshot!("attributes", all.join("\n"));
    }
}
