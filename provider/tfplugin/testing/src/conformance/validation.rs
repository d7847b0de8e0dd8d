//! What a resource says of configurations.

use serde_json::json;
use tfplugin::framework::path::Path;
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;
use wire::schema::{Attribute, Block};

use super::client::{Client, Outcome, encoded, said};
use super::sketch::{attribute_type, configuration, type_of};
use super::{Object, Violations};
use crate::server::message::{path, without_errors};

pub(super) fn check<S: Service>(client: &Client<S>, object: &Object, found: &mut Violations) {
    let place = object.type_name.as_str();
    match Case::new(client, object) {
        Ok(case) => {
            for written in &object.configs {
                match configuration(case.block, written) {
                    Ok(config) => case.check(&config, found),
                    Err(wrong) => found.add("covered", place, wrong),
                }
            }
        }
        Err(wrong) => found.add("covered", place, wrong),
    }
}

struct Case<'a, S> {
    client: &'a Client<S>,
    type_name: &'a str,
    block: &'a Block,
    kind: Type,
}

impl<'a, S: Service> Case<'a, S> {
    fn new(client: &'a Client<S>, object: &'a Object) -> Outcome<Self> {
        let block = block_of(client, &object.type_name)?;
        Ok(Self { client, type_name: &object.type_name, block, kind: type_of(block)? })
    }

    fn check(&self, config: &Value, found: &mut Violations) {
        self.accept(config, "as it is written", found);
        for attribute in &self.block.attributes {
            let name = attribute.name.as_str();
            if !config.get(name).is_null() {
                self.accept(&with(config, name, Value::UNKNOWN), &format!("{name} is not known yet"), found);
            }
            if attribute.required {
                self.refuse("required-null", &with(config, name, Value::Null), attribute, found);
            }
            if attribute.computed
                && !attribute.optional
                && let Some(value) = sample(attribute)
            {
                self.refuse("read-only", &with(config, name, value), attribute, found);
            }
        }
    }

    fn accept(&self, config: &Value, how: &str, found: &mut Violations) {
        match self.validate(config) {
            Ok(answer) => {
                if let Err(errors) = without_errors(answer) {
                    found.add("valid-configuration", format!("{}, {how}", self.type_name), said(errors));
                }
            }
            Err(broken) => found.add("valid-configuration", format!("{}, {how}", self.type_name), broken),
        }
    }

    fn refuse(&self, rule: &'static str, config: &Value, attribute: &Attribute, found: &mut Violations) {
        let place = format!("{}: {}", self.type_name, attribute.name);
        let expected = Path::root().attribute(&attribute.name);
        let is_expected = |diagnostic: wire::Diagnostic| {
            diagnostic.severity() == wire::diagnostic::Severity::Error
                && diagnostic.attribute.map(path) == Some(expected.clone())
        };
        match self.validate(config) {
            Ok(answer) => {
                if !answer.into_iter().any(is_expected) {
                    found.add(rule, place, "there is no error at the attribute");
                }
            }
            Err(broken) => found.add(rule, place, broken),
        }
    }

    fn validate(&self, config: &Value) -> Outcome<Vec<wire::Diagnostic>> {
        let request = wire::validate_resource_config::Request {
            type_name: self.type_name.to_owned(),
            config: Some(encoded(config, &self.kind)?),
            client_capabilities: Some(wire::ClientCapabilities {
                write_only_attributes_allowed: true,
                ..Default::default()
            }),
        };
        let answer = self.client.answer(self.client.service.validate_resource_config(Request::new(request)))?;
        Ok(answer.diagnostics)
    }
}

pub(super) fn block_of<'a, S: Service>(client: &'a Client<S>, type_name: &str) -> Outcome<&'a Block> {
    let schema = client.schemas.resource_schemas.get(type_name);
    schema.and_then(|schema| schema.block.as_ref()).ok_or_else(|| "the provider has no such resource".to_owned())
}

fn with(config: &Value, name: &str, value: Value) -> Value {
    match config {
        Value::Object(attributes) => {
            let mut attributes = attributes.clone();
            attributes.insert(name.to_owned(), value);
            Value::Object(attributes)
        }
        other => other.clone(),
    }
}

/// A value that a user could write for an attribute of a simple type.
fn sample(attribute: &Attribute) -> Option<Value> {
    let kind = attribute_type(attribute).ok()?;
    let json = match kind {
        Type::String => json!("x"),
        Type::Number => json!(1),
        Type::Bool => json!(true),
        _ => return None,
    };
    Value::from_state_json(json.to_string().as_bytes(), &kind).ok()
}
