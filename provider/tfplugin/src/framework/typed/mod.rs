//! Connects the server, which has values and names, to the traits, which have structs: decodes, plans and encodes for
//! each kind of object.

mod data_source;
mod ephemeral;
mod function;
mod resource;
mod state;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

pub(crate) use data_source::{AnyDataSource, TypedDataSource};
pub(crate) use ephemeral::{AnyEphemeralResource, TypedEphemeralResource};
pub(crate) use function::{AnyFunction, TypedFunction};
pub(crate) use resource::{AnyResource, TypedResource};

use crate::framework::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::framework::model::Model;
use crate::framework::schema::{Schema, SchemaError, WriteOnlySupport};
use crate::framework::value::{Value, ValueError, Wiped};

/// The schema of a struct, built on first use: most processes need few schemas.
#[derive(Debug)]
pub(crate) struct LazySchema {
    version: i64,
    made: OnceLock<Result<Schema, SchemaError>>,
}

impl LazySchema {
    pub(crate) const fn new(version: i64) -> Self {
        Self { version, made: OnceLock::new() }
    }

    pub(crate) fn get<M: Model>(&self) -> Result<&Schema, Diagnostics> {
        let made = self.made.get_or_init(|| Schema::of::<M>(self.version));
        made.as_ref().map_err(|error| Diagnostics::from(provider_bug(&error.to_string())))
    }
}

/// An error that no configuration can cause or fix.
pub(crate) fn provider_bug(what: &str) -> Diagnostic {
    Diagnostic::error(
        "Internal provider error",
        format!(
            "{what}. This is a bug in the provider, not in your configuration. Report it to the developers of the provider."
        ),
    )
}

/// A value of the wrong form: the schema accepts a value that the struct does not, or the reverse.
impl From<ValueError> for Diagnostics {
    fn from(error: ValueError) -> Self {
        Diagnostic::error("Invalid value", format!("{}.", error.message)).at(error.path).into()
    }
}

pub(crate) fn decode<M: Model>(value: &Value) -> Result<M, Diagnostics> {
    Ok(M::from_value(value)?)
}

pub(crate) fn encode<M: Model>(model: &M, schema: &Schema) -> Result<Value, Diagnostics> {
    model.to_value(schema.object_type()).map_err(|error| {
        provider_bug(&format!("the provider returned a value that does not match its schema: {error}")).into()
    })
}

/// Checks a configuration against the schema, then with `more`. Attributes the schema rejects are unknown to `more`, so
/// that one run reports everything.
pub(crate) fn check_then(
    schema: &Schema,
    config: &Value,
    write_only: WriteOnlySupport,
    more: impl FnOnce(&Value) -> Result<Diagnostics, Diagnostics>,
) -> Diagnostics {
    let mut found = schema.check(config, write_only);
    let refused = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let refused: Vec<&str> = refused.filter_map(|diagnostic| diagnostic.path.as_ref()?.attribute_name()).collect();
    let rest = match config {
        Value::Object(attributes) if !refused.is_empty() => {
            let mut attributes = attributes.clone();
            for name in refused {
                attributes.insert(name.to_owned(), Value::UNKNOWN);
            }
            more(&Wiped(Value::Object(attributes)))
        }
        _ => more(config),
    };
    match rest {
        Ok(rest) | Err(rest) => found.extend(rest),
    }
    found
}
