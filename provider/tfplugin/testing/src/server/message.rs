//! Messages of the protocol out of values, and back.

use std::fmt::Display;

use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::model::Model;
use tfplugin::framework::path::{Path, Step};
use tfplugin::framework::schema::{Presence, Schema};
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use wire::attribute_path::step::Selector;

/// An error of the test, not of the provider.
pub(crate) fn failure(error: &impl Display) -> Diagnostics {
    Diagnostic::error("The call has no answer", error.to_string()).into()
}

pub(crate) fn encoded<M: Model>(model: &M, schema: &Schema) -> Result<wire::DynamicValue, Diagnostics> {
    let value = model.to_value(schema.object_type())?;
    dynamic(&value, schema.object_type())
}

/// A configuration of a data source: its arguments alone.
pub(crate) fn arguments<D: DataSource>(config: &D::Model, schema: &Schema) -> Result<wire::DynamicValue, Diagnostics> {
    let mut value = config.to_value(schema.object_type())?;
    let is_argument = |name: &str| match schema.block.attributes.get(name) {
        _ if !D::LOOKED_UP_BY.is_empty() => D::LOOKED_UP_BY.contains(&name),
        Some(attribute) => attribute.presence != Presence::Computed,
        None => true,
    };
    if let Value::Object(attributes) = &mut value {
        let computed: Vec<String> =
            attributes.names().filter(|name| !is_argument(name)).map(ToOwned::to_owned).collect();
        for name in computed {
            attributes.insert(name, Value::Null);
        }
    }
    dynamic(&value, schema.object_type())
}

pub(crate) fn dynamic(value: &Value, kind: &Type) -> Result<wire::DynamicValue, Diagnostics> {
    Ok(wire::DynamicValue { msgpack: value.to_msgpack(kind)?, json: Vec::new() })
}

pub(crate) fn decoded<M: Model>(value: Option<&wire::DynamicValue>, schema: &Schema) -> Result<M, Diagnostics> {
    Ok(M::from_value(&self::value(value, schema.object_type())?)?)
}

pub(crate) fn value(value: Option<&wire::DynamicValue>, kind: &Type) -> Result<Value, Diagnostics> {
    value.map_or(Ok(Value::Null), |value| Ok(Value::from_msgpack(&value.msgpack, kind)?))
}

/// The warnings of an answer without errors.
pub(crate) fn without_errors(found: Vec<wire::Diagnostic>) -> Result<Diagnostics, Diagnostics> {
    let found: Diagnostics = found.into_iter().map(diagnostic).collect();
    if found.has_errors() { Err(found) } else { Ok(found) }
}

fn diagnostic(found: wire::Diagnostic) -> Diagnostic {
    let message = match found.severity() {
        wire::diagnostic::Severity::Warning => Diagnostic::warning(found.summary, found.detail),
        _ => Diagnostic::error(found.summary, found.detail),
    };
    match found.attribute {
        Some(place) => message.at(path(place)),
        None => message,
    }
}

pub(crate) fn path(place: wire::AttributePath) -> Path {
    let steps = place.steps.into_iter().filter_map(|step| step.selector);
    steps.fold(Path::root(), |path, selector| {
        path.with(match selector {
            Selector::AttributeName(name) => Step::Attribute(name),
            Selector::ElementKeyString(key) => Step::Key(key),
            Selector::ElementKeyInt(index) => Step::Index(index),
        })
    })
}

/// What a message says of the identity of an object whose type has this type of identities.
pub(super) fn identity(
    identity: Option<&wire::ResourceIdentityData>,
    kind: Option<&Type>,
) -> Result<Option<Value>, Diagnostics> {
    let Some(identity) = identity else { return Ok(None) };
    let kind = kind.ok_or_else(|| failure(&"an identity was answered for a type that has none"))?;
    value(identity.identity_data.as_ref(), kind).map(|identity| Some(identity).filter(|identity| !identity.is_null()))
}

pub(super) fn identity_data(
    identity: Option<&Value>,
    kind: Option<&Type>,
) -> Result<Option<wire::ResourceIdentityData>, Diagnostics> {
    let Some((identity, kind)) = identity.zip(kind) else { return Ok(None) };
    Ok(Some(wire::ResourceIdentityData { identity_data: Some(dynamic(identity, kind)?) }))
}
