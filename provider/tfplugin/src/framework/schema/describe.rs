//! Descriptions as users read them: the prose of the author, then what the schema itself says.

use super::{Attribute, AttributeKind};
use crate::framework::value::{Type, Value};

/// One of the strings an attribute allows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The string.
    pub value: String,
    /// What it means; may be empty.
    pub meaning: String,
}

impl Attribute {
    /// The whole description in Markdown: prose, allowed values, bounds, default, what a change does.
    pub fn full_description(&self) -> String {
        let mut sentences = vec![self.description.trim().replace('\n', " ")];
        sentences.extend(self.describe_choices());
        sentences.extend(self.describe_bounds());
        if let Some(default) = self.default.as_ref().and_then(describe_value) {
            sentences.push(format!("Default: {default}."));
        }
        if self.replace {
            sentences.push("Changing this replaces the resource.".to_owned());
        }
        if let Some(instead) = &self.deprecated {
            sentences.push(format!("**Deprecated**: {instead}"));
        }
        sentences.retain(|sentence| !sentence.is_empty());
        sentences.join(" ")
    }

    fn describe_choices(&self) -> Option<String> {
        let choice = |choice: &Choice| match choice.meaning.trim().trim_end_matches('.') {
            "" => format!("`{}`", choice.value),
            meaning => format!("`{}` ({meaning})", choice.value),
        };
        let choices: Vec<String> = self.constraints.choices.iter().map(choice).collect();
        (!choices.is_empty()).then(|| format!("One of {}.", choices.join(", ")))
    }

    fn describe_bounds(&self) -> Option<String> {
        let bounds = &self.constraints;
        let is_number = matches!(self.kind, AttributeKind::Plain(Type::Number));
        match (bounds.minimum, bounds.maximum) {
            (Some(minimum), Some(maximum)) if is_number => Some(format!("From {minimum} to {maximum}.")),
            (Some(minimum), None) if is_number && minimum > 0.0 => Some(format!("At least {minimum}.")),
            _ => None,
        }
    }
}

/// A default short enough for a sentence; objects are described by the defaults of their attributes.
fn describe_value(value: &Value) -> Option<String> {
    match value {
        Value::Bool(truth) => Some(format!("`{truth}`")),
        Value::Number(number) => Some(format!("`{number}`")),
        Value::String(text) => Some(format!("`{text}`")),
        Value::List(items) if items.is_empty() => Some("`[]`".to_owned()),
        Value::List(items) => Some(items.iter().filter_map(describe_value).collect::<Vec<_>>().join(", ")),
        Value::Set(items) if items.is_empty() => Some("`[]`".to_owned()),
        Value::Set(items) => Some(items.iter().filter_map(describe_value).collect::<Vec<_>>().join(", ")),
        _ => None,
    }
}
