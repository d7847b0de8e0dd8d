//! Lists of objects.

use super::{LazySchema, decode_partial, validate};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::list::{List, ListedResource};
use crate::framework::resource::Resource;
use crate::framework::schema::{Schema, SchemaError, WriteOnlySupport};
use crate::framework::value::Value;

/// What a client asks of a list.
pub(crate) struct Query<'a> {
    pub(crate) filter: &'a Value,
    /// Whether it wants whole objects.
    pub(crate) with_objects: bool,
    /// At most this many.
    pub(crate) limit: u64,
}

/// What a list tells its client.
pub(crate) enum Found {
    Object {
        identity: Value,
        display_name: String,
        /// The whole object, if the client wants it.
        state: Option<Value>,
    },
    Warning(Diagnostic),
}

/// The list of a resource, independent of the struct of its filters.
pub(crate) trait AnyList<R: Resource>: Send + Sync {
    fn schema(&self) -> Result<&Schema, &SchemaError>;
    fn validate(&self, resource: &R, filter: &Value) -> Diagnostics;
    fn list(
        &self,
        resource: &R,
        context: &mut Context<'_, R::Client>,
        filter: &Value,
        list: &mut List<'_, R::Model>,
    ) -> Result<(), Diagnostics>;
}

pub(crate) struct TypedList(LazySchema);

impl TypedList {
    pub(crate) const fn new() -> Self {
        Self(LazySchema::of_configuration(&[]))
    }
}

impl<R: ListedResource> AnyList<R> for TypedList {
    fn schema(&self) -> Result<&Schema, &SchemaError> {
        self.0.get::<R::Filter>()
    }

    fn validate(&self, resource: &R, filter: &Value) -> Diagnostics {
        validate(self.0.get::<R::Filter>(), filter, WriteOnlySupport::Missing, |filter| {
            resource.validate_filter(filter)
        })
    }

    fn list(
        &self,
        resource: &R,
        context: &mut Context<'_, R::Client>,
        filter: &Value,
        list: &mut List<'_, R::Model>,
    ) -> Result<(), Diagnostics> {
        resource.list(context, decode_partial(filter)?, list)
    }
}
