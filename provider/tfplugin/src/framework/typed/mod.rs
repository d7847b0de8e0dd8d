//! Connects the server, which has values and names, to the traits, which have structs: decodes, plans and encodes for
//! each kind of object.

mod action;
mod data_source;
mod ephemeral;
mod identity;
mod list;
mod merge;
mod promises;
mod resource;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

pub(crate) use action::{AnyAction, TypedAction};
pub(crate) use data_source::{AnyDataSource, TypedDataSource};
pub(crate) use ephemeral::{AnyEphemeralResource, TypedEphemeralResource};
pub(crate) use list::{Found, Query};
pub(crate) use promises::Handler;
pub(crate) use resource::{AnyResource, TypedResource};

use crate::framework::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::framework::model::Model;
use crate::framework::schema::{Schema, SchemaError, Use, WriteOnlySupport};
use crate::framework::value::{Value, ValueError, Wiped};

/// The schema of a struct, built on first use: most processes need few schemas.
#[derive(Debug)]
pub(crate) struct LazySchema {
    version: i64,
    usage: Use,
    /// The attributes that a data source finds an object of a resource by; none if it has a struct of its own.
    keys: &'static [&'static str],
    made: OnceLock<Result<Schema, SchemaError>>,
}

impl LazySchema {
    pub(crate) const fn of_resource(version: i64) -> Self {
        Self { version, usage: Use::Resource, keys: &[], made: OnceLock::new() }
    }

    pub(crate) const fn of_provider() -> Self {
        Self { version: 0, usage: Use::Provider, keys: &[], made: OnceLock::new() }
    }

    pub(crate) const fn of_action() -> Self {
        Self { version: 0, usage: Use::Action, keys: &[], made: OnceLock::new() }
    }

    pub(crate) const fn of_configuration(keys: &'static [&'static str]) -> Self {
        let usage = if keys.is_empty() { Use::Configuration } else { Use::Description };
        Self { version: 0, usage, keys, made: OnceLock::new() }
    }

    pub(crate) fn get<M: Model>(&self) -> Result<&Schema, &SchemaError> {
        self.made.get_or_init(|| self.make::<M>()).as_ref()
    }

    fn make<M: Model>(&self) -> Result<Schema, SchemaError> {
        let schema = Schema::of_use::<M>(self.version, self.usage)?;
        if self.keys.is_empty() { Ok(schema) } else { schema.looked_up_by(self.keys) }
    }
}

impl From<&SchemaError> for Diagnostics {
    fn from(error: &SchemaError) -> Self {
        let count = error.mistakes().len();
        let found = if count == 1 { "a mistake".to_owned() } else { format!("{count} mistakes") };
        provider_bug(&format!("the provider's code has {found}:\n\n{error}\n\nNo object can be read or written")).into()
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

/// A state, or a configuration before its handler has run. A plain field whose value it does not have is empty.
pub(crate) fn decode_partial<M: Model>(value: &Value) -> Result<M, Diagnostics> {
    Ok(M::from_partial(value)?)
}

/// What was decoded; `None` while a plain field waits for a value that is not known yet.
pub(crate) fn once_known<M>(decoded: Result<M, ValueError>) -> Result<Option<M>, Diagnostics> {
    match decoded {
        Ok(model) => Ok(Some(model)),
        Err(error) if error.is_unknown => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn encode<M: Model>(model: &M, schema: &Schema, handler: Handler<'_>) -> Result<Value, Diagnostics> {
    model.to_value(schema.object_type()).map_err(|error| {
        provider_bug(&format!("{handler} returned a value that does not match its schema: {error}")).into()
    })
}

/// Checks a configuration that is decoded as a whole: against the schema, then, once its plain fields are known, with `more`.
pub(crate) fn validate<M: Model>(
    schema: Result<&Schema, &SchemaError>,
    config: &Value,
    write_only: WriteOnlySupport,
    more: impl FnOnce(&M) -> Diagnostics,
) -> Diagnostics {
    match schema {
        Ok(schema) => check_then(schema, config, write_only, |config| {
            let config = once_known(M::from_partial(config))?;
            Ok(config.map(|config| more(&config)).unwrap_or_default())
        }),
        Err(bug) => bug.into(),
    }
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
