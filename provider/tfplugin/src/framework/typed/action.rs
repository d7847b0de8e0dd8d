//! Actions.

use super::{LazySchema, decode, once_known, validate};
use crate::framework::action::{Action, Progress};
use crate::framework::context::Context;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::Model as _;
use crate::framework::schema::{Schema, SchemaError, WriteOnlySupport};
use crate::framework::value::Value;

/// An action, independent of its struct.
pub(crate) trait AnyAction<C>: Send + Sync {
    fn schema(&self) -> Result<&Schema, &SchemaError>;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn plan(&self, context: &mut Context<'_, C>, config: &Value) -> Result<(), Diagnostics>;
    fn invoke(&self, context: &mut Context<'_, C>, config: &Value, progress: &Progress) -> Result<(), Diagnostics>;
}

pub(crate) struct TypedAction<A> {
    action: A,
    schema: LazySchema,
}

impl<A: Action> TypedAction<A> {
    pub(crate) fn new(action: A) -> Self {
        Self { action, schema: LazySchema::of_action() }
    }

    /// Terraform validates a configuration before all of its values are known, and not again.
    fn refuse_invalid(&self, config: &Value) -> Result<(), Diagnostics> {
        let found = self.validate(config);
        if found.has_errors() { Err(found) } else { Ok(()) }
    }
}

impl<A: Action> AnyAction<A::Client> for TypedAction<A> {
    fn schema(&self) -> Result<&Schema, &SchemaError> {
        self.schema.get::<A::Config>()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        // A client that has actions has write-only values.
        validate(self.schema(), config, WriteOnlySupport::Available, |config| self.action.validate(config))
    }

    fn plan(&self, context: &mut Context<'_, A::Client>, config: &Value) -> Result<(), Diagnostics> {
        self.refuse_invalid(config)?;
        match once_known(A::Config::from_partial(config))? {
            Some(config) => self.action.plan(context, config),
            None => Ok(()),
        }
    }

    fn invoke(
        &self,
        context: &mut Context<'_, A::Client>,
        config: &Value,
        progress: &Progress,
    ) -> Result<(), Diagnostics> {
        self.refuse_invalid(config)?;
        self.action.invoke(context, decode(config)?, progress)
    }
}
