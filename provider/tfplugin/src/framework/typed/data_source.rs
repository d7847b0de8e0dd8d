//! Data sources.

use super::{LazySchema, check_then, decode, encode};
use crate::framework::context::Context;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::schema::{Schema, WriteOnlySupport};
use crate::framework::value::Value;

/// A data source, independent of its struct.
pub(crate) trait AnyDataSource<C>: Send + Sync {
    fn schema(&self) -> Result<&Schema, Diagnostics>;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn read(&self, context: &mut Context<'_, C>, config: &Value) -> Result<Value, Diagnostics>;
}

pub(crate) struct TypedDataSource<D> {
    source: D,
    schema: LazySchema,
}

impl<D: DataSource> TypedDataSource<D> {
    pub(crate) fn new(source: D) -> Self {
        Self { source, schema: LazySchema::new(0) }
    }
}

impl<D: DataSource> AnyDataSource<D::Client> for TypedDataSource<D> {
    fn schema(&self) -> Result<&Schema, Diagnostics> {
        self.schema.get::<D::Model>()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        match self.schema() {
            Ok(schema) => check_then(schema, config, WriteOnlySupport::Missing, |config| {
                Ok(self.source.validate(&decode(config)?))
            }),
            Err(bug) => bug,
        }
    }

    fn read(&self, context: &mut Context<'_, D::Client>, config: &Value) -> Result<Value, Diagnostics> {
        encode(&self.source.read(context, decode(config)?)?, self.schema()?)
    }
}
