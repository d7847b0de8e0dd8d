//! The attributes of an object that differ from their defaults: a configuration has to set them.

use hierarchy::{DEFAULT_INSTALL_DIRECTORY, Object, SiteSystem, SupRole, SyncSettings, Wsus};
use serde_json::{Map, Value, json};

use super::expression::{Attributes, Expression};
use crate::shared::attributes::joined;

/// The attributes a configuration sets.
pub(super) struct NonDefault {
    pub(super) attributes: Attributes,
    /// Attributes that are null, and would get a default if left out.
    pub(super) inexpressible: Vec<String>,
}

/// The attributes of an object that differ from their defaults, with the names of the resource. `refer` turns the path and
/// the text of an attribute into a reference, where it names another object.
pub(super) fn non_default(
    object: &Object,
    is_at_top: bool,
    schema: &Value,
    refer: &dyn Fn(&str, &str) -> Option<String>,
) -> NonDefault {
    let mut emitter = Emitter { refer, inexpressible: Vec::new() };
    let attributes = match (object.attributes(), defaults(object, is_at_top)) {
        (Value::Object(attributes), defaults) => emitter.attributes("", &attributes, &defaults, schema),
        _ => Attributes::new(),
    };
    let kind = object.kind();
    let attributes = attributes.into_iter().map(|(name, value)| (kind.name_in_configuration(&name).to_owned(), value));
    NonDefault { attributes: attributes.collect(), inexpressible: emitter.inexpressible }
}

/// Whether an object is as it is created implicitly with a role.
pub(super) fn is_all_defaults(object: &Object, is_at_top: bool) -> bool {
    match object {
        Object::SiteSystem(system) => *system == SiteSystem::with_defaults(&system.site_code, &system.server_fqdn),
        Object::SyncSettings(settings) => *settings == default_settings(&settings.sup_role_id, is_at_top),
        Object::Site(_) | Object::SupRole(_) | Object::Account(_) => false,
    }
}

fn default_settings(sup_role_id: &str, is_at_top: bool) -> SyncSettings {
    if is_at_top { SyncSettings::top_level_defaults(sup_role_id) } else { SyncSettings::child_defaults(sup_role_id) }
}

/// The values of attributes that a configuration does not set. Identifying attributes are empty here, so that they are always
/// written.
fn defaults(object: &Object, is_at_top: bool) -> Value {
    match object {
        Object::Site(_) => json!({ "install_directory": DEFAULT_INSTALL_DIRECTORY }),
        Object::SiteSystem(system) => {
            let wsus = Wsus::of(system.operating_system);
            Object::from(SiteSystem { wsus, ..SiteSystem::with_defaults("", "") }).attributes()
        }
        Object::SupRole(_) => Object::from(SupRole::with_defaults("", "", None)).attributes(),
        Object::SyncSettings(_) => Object::from(default_settings("", is_at_top)).attributes(),
        Object::Account(_) => Value::Null,
    }
}

struct Emitter<'a> {
    refer: &'a dyn Fn(&str, &str) -> Option<String>,
    inexpressible: Vec<String>,
}

impl Emitter<'_> {
    fn attributes(&mut self, path: &str, values: &Map<String, Value>, defaults: &Value, schema: &Value) -> Attributes {
        let mut attributes = Attributes::new();
        for (name, value) in values {
            let schema = property(schema, name);
            // Where the object is null by default, the defaults inside it are those of the schema.
            let default = match defaults {
                Value::Object(defaults) => defaults.get(name),
                _ => schema.get("default"),
            };
            let default = default.unwrap_or(&Value::Null);
            let expression = self.expression(&joined(path, name), value, default, schema);
            attributes.extend(expression.map(|expression| (name.clone(), expression)));
        }
        attributes
    }

    /// The expression for a value; `None` for the default.
    fn expression(&mut self, path: &str, value: &Value, default: &Value, schema: &Value) -> Option<Expression> {
        if value == default {
            return None;
        }
        if value.is_null() {
            self.inexpressible.push(path.to_owned());
            return None;
        }
        let Value::Object(values) = value else { return Some(self.simple(path, value)) };
        let mut attributes = self.attributes(path, values, default, schema);
        if attributes.is_empty() && default.is_object() {
            return None;
        }
        if attributes.is_empty() {
            // All of it has defaults: they are written, since empty braces would be hard to understand.
            let present = values.iter().filter(|(_, value)| !value.is_null() && !value.is_object());
            attributes = present.map(|(name, value)| (name.clone(), self.simple("", value))).collect();
        }
        Some(Expression::Object(attributes))
    }

    fn simple(&self, path: &str, value: &Value) -> Expression {
        match value {
            Value::String(text) => match (self.refer)(path, text) {
                Some(reference) => Expression::Verbatim(reference),
                None => Expression::Text(text.clone()),
            },
            Value::Array(items) => Expression::List(items.iter().map(|item| self.simple(path, item)).collect()),
            other => Expression::Verbatim(other.to_string()),
        }
    }
}

/// The schema of a property, also in the alternatives of a schema.
fn property<'a>(schema: &'a Value, name: &str) -> &'a Value {
    let own = schema.get("properties").and_then(|properties| properties.get(name));
    let forms = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    let mut in_forms = forms.filter_map(|form| form.get("properties")?.get(name));
    own.or_else(|| in_forms.next()).unwrap_or(&Value::Null)
}
