//! Parsing of values by the type of their attribute.

use hierarchy::wording::{did_you_mean, nearest};
use serde_json::Value;

use crate::shared::attributes::{Attribute, Type};
use crate::shared::diagnostic::Diagnostic;

impl Attribute {
    /// Parses a value: `null`, JSON, or plain text for strings.
    pub(super) fn value(&self, path: &str, text: &str) -> Result<Value, Diagnostic> {
        let is_json = text.starts_with(['"', '[', '{']);
        let value = match &self.r#type {
            _ if text == "null" => Value::Null,
            Type::String | Type::Enum(_) => Value::String(unquoted(text)),
            Type::Set | Type::Object(_) if is_json => json(path, text)?,
            _ => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        };
        self.check(path, &value)?;
        Ok(value)
    }

    fn check(&self, path: &str, value: &Value) -> Result<(), Diagnostic> {
        match (&self.r#type, value) {
            (_, Value::Null) if self.is_nullable => Ok(()),
            (Type::String, Value::String(_)) | (Type::Bool, Value::Bool(_)) => Ok(()),
            (Type::Number(range), Value::Number(number)) if number.as_i64().is_some_and(|it| range.contains(&it)) => {
                Ok(())
            }
            (Type::Enum(names), Value::String(name)) if names.contains(name) => Ok(()),
            (Type::Set, Value::Array(members)) if members.iter().all(Value::is_string) => Ok(()),
            (Type::Object(_), Value::Object(fields)) => {
                fields.iter().try_for_each(|(name, value)| match self.r#type.attribute(name) {
                    Some(attribute) => attribute.check(&format!("{path}.{name}"), value),
                    None => Err(self.r#type.unknown(path, path, name)),
                })
            }
            _ => Err(self.refusal(path, value)),
        }
    }

    fn refusal(&self, path: &str, value: &Value) -> Diagnostic {
        let what = format!("{path} cannot be {value}");
        let null = if self.is_nullable { ", or null" } else { "" };
        let near = |names: &[&str]| {
            let near = value.as_str().and_then(|typed| nearest(typed, names.iter().copied()));
            did_you_mean(near)
        };
        let hint = match &self.r#type {
            Type::String | Type::Number(_) => String::new(),
            Type::Bool => near(&["true", "false"]),
            Type::Enum(names) => near(&names.iter().map(String::as_str).collect::<Vec<_>>()),
            Type::Set => format!(
                " Write the whole set as JSON, '{path}=[\"A\",\"B\"]', or add and remove members: '{path}+=A', '{path}-=A'."
            ),
            Type::Object(_) => {
                let first = self.r#type.names().first().copied().unwrap_or_default();
                format!(" Write one attribute, {path}.{first}=VALUE, or the whole object as JSON.")
            }
        };
        Diagnostic::error(what, format!("It must be {}{null}.{hint}", self.r#type.description()))
    }
}

/// Parses members of a set: a JSON array, or one member.
pub(super) fn members(path: &str, text: &str) -> Result<Vec<String>, Diagnostic> {
    let members = if text.starts_with('[') {
        serde_json::from_value(json(path, text)?).unwrap_or_default()
    } else {
        vec![unquoted(text)]
    };
    if members.is_empty() || members.iter().any(String::is_empty) {
        let what = format!("{text:?} names no member of {path}");
        return Err(Diagnostic::error(
            what,
            format!("Write one, '{path}+=A', or several as JSON, '{path}+=[\"A\",\"B\"]'."),
        ));
    }
    Ok(members)
}

/// A JSON string without its quotes; other text as it is.
fn unquoted(text: &str) -> String {
    serde_json::from_str(text).unwrap_or_else(|_| text.to_owned())
}

fn json(path: &str, text: &str) -> Result<Value, Diagnostic> {
    serde_json::from_str(text).map_err(|error| {
        Diagnostic::error(
            format!("{path}: {text} is not valid JSON"),
            format!("{error}. Quote it for the shell: '{path}={{\"…\": …}}' or '{path}=[\"…\"]'."),
        )
    })
}
