//! Identities of resources.

use std::sync::OnceLock;

use super::provider_bug;
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::identity::{IdentifiedResource, OldIdentity};
use crate::framework::resource::Resource;
use crate::framework::schema::{IdentitySchema, SchemaError};
use crate::framework::value::{Value, ValueError};

/// The identity of a resource, independent of its struct.
pub(crate) trait AnyIdentity<R: Resource>: Send + Sync {
    fn schema(&self) -> Result<&IdentitySchema, &SchemaError>;
    /// Whether the identity of an object may change.
    fn changes(&self) -> bool;
    fn of(&self, resource: &R, object: &R::Model) -> Result<Option<Value>, Diagnostics>;
    fn import(
        &self,
        resource: &R,
        context: &mut Context<'_, R::Client>,
        identity: &Value,
    ) -> Result<R::Model, Diagnostics>;
    fn upgrade(&self, resource: &R, version: i64, stored: &[u8]) -> Result<Option<Value>, Diagnostics>;
}

/// The schema is made on first use.
#[derive(Default)]
pub(crate) struct TypedIdentity(OnceLock<Result<IdentitySchema, SchemaError>>);

impl TypedIdentity {
    fn schema<R: IdentifiedResource>(&self) -> Result<&IdentitySchema, &SchemaError> {
        self.0.get_or_init(|| IdentitySchema::of::<R::Identity>(R::IDENTITY_VERSION)).as_ref()
    }

    fn encode<R: IdentifiedResource>(&self, identity: &R::Identity) -> Result<Value, Diagnostics> {
        let encoded = Value::from_struct_of_type(identity, self.schema::<R>()?.object_type());
        encoded.map_err(|error| {
            let problem = format!("the identity of {} does not match its schema: {error}", R::TYPE_NAME);
            provider_bug(&problem).into()
        })
    }
}

impl<R: IdentifiedResource> AnyIdentity<R> for TypedIdentity {
    fn schema(&self) -> Result<&IdentitySchema, &SchemaError> {
        self.schema::<R>()
    }

    fn changes(&self) -> bool {
        R::IDENTITY_CHANGES
    }

    fn of(&self, resource: &R, object: &R::Model) -> Result<Option<Value>, Diagnostics> {
        resource.identity(object).map(|identity| self.encode::<R>(&identity)).transpose()
    }

    fn import(
        &self,
        resource: &R,
        context: &mut Context<'_, R::Client>,
        identity: &Value,
    ) -> Result<R::Model, Diagnostics> {
        let missing: Vec<&str> = self.schema::<R>()?.missing(identity).collect();
        if !missing.is_empty() {
            return Err(incomplete(R::TYPE_NAME, &missing).into());
        }
        resource.import_by_identity(context, identity.to_struct()?)
    }

    fn upgrade(&self, resource: &R, version: i64, stored: &[u8]) -> Result<Option<Value>, Diagnostics> {
        let schema = self.schema::<R>()?;
        let unreadable = |error: &dyn std::fmt::Display| {
            let what = format!("The identity of a {} in the state cannot be read", R::TYPE_NAME);
            Diagnostics::from(Diagnostic::error(what, format!("{error}.")))
        };
        if version == schema.version {
            let identity = Value::from_state_json(stored, schema.object_type());
            return identity.map(Some).map_err(|error: ValueError| unreadable(&error));
        }
        let json = serde_json::from_slice(stored).map_err(|error| unreadable(&error))?;
        let old = OldIdentity { type_name: R::TYPE_NAME, version, json };
        resource.upgrade_identity(&old)?.map(|identity| self.encode::<R>(&identity)).transpose()
    }
}

fn incomplete(type_name: &str, missing: &[&str]) -> Diagnostic {
    Diagnostic::error(
        format!("The identity of the {type_name} to import is incomplete"),
        format!("Set {} in the identity of the import block.", missing.join(" and ")),
    )
}
