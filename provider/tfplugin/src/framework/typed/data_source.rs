//! Data sources.

use super::promises::Handler;
use super::{LazySchema, decode_partial, encode, validate};
use crate::framework::context::Context;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::schema::{Schema, SchemaError, WriteOnlySupport};
use crate::framework::value::Value;

/// A data source, independent of its struct.
pub(crate) trait AnyDataSource<C>: Send + Sync {
    fn schema(&self) -> Result<&Schema, &SchemaError>;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn read(&self, context: &mut Context<'_, C>, config: &Value) -> Result<Value, Diagnostics>;
}

pub(crate) struct TypedDataSource<D> {
    source: D,
    schema: LazySchema,
}

impl<D: DataSource> TypedDataSource<D> {
    pub(crate) fn new(source: D) -> Self {
        Self { source, schema: LazySchema::of_configuration(D::LOOKED_UP_BY) }
    }
}

impl<D: DataSource> AnyDataSource<D::Client> for TypedDataSource<D> {
    fn schema(&self) -> Result<&Schema, &SchemaError> {
        self.schema.get::<D::Model>()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validate(self.schema(), config, WriteOnlySupport::Missing, |config| self.source.validate(config))
    }

    fn read(&self, context: &mut Context<'_, D::Client>, config: &Value) -> Result<Value, Diagnostics> {
        let handler = Handler { name: "read", type_name: D::TYPE_NAME };
        let read = encode(&self.source.read(context, decode_partial(config)?)?, self.schema()?, handler)?;
        handler.sets_every_value(&read)?;
        handler.returns_arguments(config, &read)?;
        Ok(read)
    }
}
