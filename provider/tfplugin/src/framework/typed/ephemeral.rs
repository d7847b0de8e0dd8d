//! Ephemeral resources.

use std::time::SystemTime;

use super::promises::Handler;
use super::{LazySchema, decode_partial, encode, validate};
use crate::framework::context::{Context, Private};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::ephemeral::EphemeralResource;
use crate::framework::schema::{Schema, SchemaError, WriteOnlySupport};
use crate::framework::value::Value;

/// An ephemeral resource, independent of its struct.
pub(crate) trait AnyEphemeralResource<C>: Send + Sync {
    fn schema(&self) -> Result<&Schema, &SchemaError>;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn open(&self, context: &mut Context<'_, C>, config: &Value) -> Result<AnyOpened, Diagnostics>;
    fn renew(&self, context: &mut Context<'_, C>) -> Result<Option<SystemTime>, Diagnostics>;
    fn close(&self, client: &C, private: Private) -> Result<(), Diagnostics>;
}

/// An opened ephemeral resource.
pub(crate) struct AnyOpened {
    pub(crate) result: Value,
    pub(crate) renew_at: Option<SystemTime>,
}

pub(crate) struct TypedEphemeralResource<E> {
    resource: E,
    schema: LazySchema,
}

impl<E: EphemeralResource> TypedEphemeralResource<E> {
    pub(crate) fn new(resource: E) -> Self {
        Self { resource, schema: LazySchema::of_configuration(&[]) }
    }
}

impl<E: EphemeralResource> AnyEphemeralResource<E::Client> for TypedEphemeralResource<E> {
    fn schema(&self) -> Result<&Schema, &SchemaError> {
        self.schema.get::<E::Model>()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validate(self.schema(), config, WriteOnlySupport::Available, |config| self.resource.validate(config))
    }

    fn open(&self, context: &mut Context<'_, E::Client>, config: &Value) -> Result<AnyOpened, Diagnostics> {
        let opened = self.resource.open(context, decode_partial(config)?)?;
        let handler = Handler { name: "open", type_name: E::TYPE_NAME };
        let result = encode(&opened.result, self.schema()?, handler)?;
        handler.sets_every_value(&result)?;
        handler.returns_arguments(config, &result)?;
        Ok(AnyOpened { result, renew_at: opened.renew_at })
    }

    fn renew(&self, context: &mut Context<'_, E::Client>) -> Result<Option<SystemTime>, Diagnostics> {
        self.resource.renew(context)
    }

    fn close(&self, client: &E::Client, private: Private) -> Result<(), Diagnostics> {
        self.resource.close(client, private)
    }
}
