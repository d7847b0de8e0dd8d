//! What tells objects apart, where a type has it.

use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use wire::provider_server::Provider as Service;

use super::client::{Client, Outcome, decoded, encoded};
use super::{Object, Violations};

const RULE: &str = "identity";

/// Mistakes with which every command of every user fails from Terraform 1.12 on.
pub(super) fn check_schemas<S: Service>(client: &Client<S>, found: &mut Violations) {
    for (type_name, schema) in &client.identities {
        if !client.schemas.resource_schemas.contains_key(type_name) {
            found.add(RULE, type_name, "there is no resource of this type");
        }
        for attribute in &schema.identity_attributes {
            let place = format!("{type_name}: {}", attribute.name);
            if attribute.required_for_import == attribute.optional_for_import {
                found.add(RULE, &place, "it is either required or optional for an import");
            }
            match Type::from_json_bytes(&attribute.r#type) {
                Ok(Type::String | Type::Number | Type::Bool) => {}
                Ok(Type::List(element)) if matches!(*element, Type::String | Type::Number | Type::Bool) => {}
                Ok(_) => found.add(RULE, &place, "it is no primitive value and no list of them"),
                Err(wrong) => found.add(RULE, &place, wrong),
            }
        }
    }
}

/// The type of the identities of a resource; `None` if its objects have none.
pub(super) struct Identities(Option<Type>);

impl Identities {
    pub(super) fn of<S: Service>(client: &Client<S>, type_name: &str) -> Outcome<Self> {
        let Some(schema) = client.identities.get(type_name) else { return Ok(Self(None)) };
        let attribute = |attribute: &wire::resource_identity_schema::IdentityAttribute| {
            let kind = Type::from_json_bytes(&attribute.r#type).map_err(|error| error.to_string())?;
            Ok((attribute.name.clone(), kind))
        };
        let attributes = schema.identity_attributes.iter().map(attribute).collect::<Outcome<Vec<_>>>()?;
        let named = attributes.iter().map(|(name, kind)| (name.as_str(), kind.clone()));
        Ok(Self(Some(Type::object(named))))
    }

    pub(super) fn encoded(&self, identity: Option<&Value>) -> Outcome<Option<wire::ResourceIdentityData>> {
        let Some((identity, kind)) = identity.zip(self.0.as_ref()) else { return Ok(None) };
        Ok(Some(wire::ResourceIdentityData { identity_data: Some(encoded(identity, kind)?) }))
    }

    /// The identity of an answer.
    pub(super) fn decoded(&self, answered: Option<&wire::ResourceIdentityData>) -> Outcome<Option<Value>> {
        match (answered, &self.0) {
            (None, _) => Ok(None),
            (Some(_), None) => {
                Err("an identity is answered for a type that has none, which Terraform does not survive".to_owned())
            }
            (Some(answered), Some(kind)) => {
                let identity = decoded(answered.identity_data.as_ref(), kind)?;
                if !identity.is_wholly_known() {
                    return Err("an identity is answered that is not known".to_owned());
                }
                Ok(Some(identity).filter(|identity| !identity.is_null()))
            }
        }
    }

    /// Reports an object without an identity, and one with another than before.
    pub(super) fn expect(&self, before: Option<&Value>, now: Option<&Value>, object: &Object, found: &mut Violations) {
        match (before, now) {
            _ if self.0.is_none() => {}
            (_, None) => found.add(RULE, &object.type_name, "an object that exists has no identity"),
            (Some(before), Some(now)) if before != now && !object.identity_changes => {
                found.add(RULE, &object.type_name, "the identity of an object changes");
            }
            (_, Some(_)) => {}
        }
    }
}
