//! Managed resources: the trait a provider implements for each.

use serde_json::Value as Json;

use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Model;
use crate::framework::path::Path;

/// A kind of object Terraform manages.
///
/// Handlers are plain functions. A handler with a [`Context`] may block: it runs on a worker thread; how many run at
/// the same time is [`crate::framework::provider::Provider::HANDLERS_AT_ONCE`]. Before a handler runs, the framework
/// checks the configuration, plans by the schema and decodes all values.
pub trait Resource: Send + Sync + 'static {
    /// The client of the configured provider.
    type Client: Send + Sync + 'static;
    /// Configuration, plan and state: mostly a struct of [`crate::framework::value::Attr`] fields that declares the schema.
    type Model: Model;
    /// The full type name, such as `configmgr_site`.
    const TYPE_NAME: &'static str;
    /// Version of the state's shape.
    const VERSION: i64 = 0;

    /// What is wrong with a configuration on its own, beyond what the schema says. May run without a configured
    /// provider, with any value unknown. It must not block.
    fn validate(&self, _validation: Validation<Self::Model>) -> Diagnostics {
        Diagnostics::new()
    }

    /// Completes the prior state of a planned change: one that an older version of the provider wrote lacks attributes that
    /// exist now, and a run without refresh does not read them. `prior` has null there.
    fn complete_prior(
        &self,
        _context: &mut Context<'_, Self::Client>,
        prior: Self::Model,
    ) -> Result<Self::Model, Diagnostics> {
        Ok(prior)
    }

    /// Completes the plan made by the schema. Must depend on its arguments alone: Terraform plans again during apply
    /// and compares.
    fn plan(
        &self,
        _context: &mut Context<'_, Self::Client>,
        _plan: &mut Plan<'_, Self::Model>,
    ) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Checks a planned removal; may add a warning or return an error.
    fn plan_removal(&self, _context: &mut Context<'_, Self::Client>, _prior: Self::Model) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Creates the object. Every known planned value must be returned as planned.
    fn create(
        &self,
        context: &mut Context<'_, Self::Client>,
        create: Create<Self::Model>,
    ) -> Result<Self::Model, Failure<Self::Model>>;

    /// Reads the object; `None` if it no longer exists. After an import, only the values set by [`Resource::import`]
    /// are known.
    fn read(
        &self,
        context: &mut Context<'_, Self::Client>,
        state: Self::Model,
    ) -> Result<Option<Self::Model>, Diagnostics>;

    /// Changes the object in place.
    fn update(
        &self,
        context: &mut Context<'_, Self::Client>,
        update: Update<Self::Model>,
    ) -> Result<Self::Model, Failure<Self::Model>>;

    /// Removes the object. If it no longer exists, that is a success.
    fn delete(&self, context: &mut Context<'_, Self::Client>, prior: Self::Model) -> Result<(), Diagnostics>;

    /// Returns the part of the state that [`Resource::read`] needs, from the id given to `terraform import`.
    fn import(&self, context: &mut Context<'_, Self::Client>, id: &str) -> Result<Self::Model, Diagnostics>;

    /// Converts the state of an older [`Resource::VERSION`] to the current version. Pure: no client, no clock.
    fn upgrade(&self, _version: i64, state: Json) -> Result<Json, Diagnostics> {
        Ok(state)
    }

    /// Notes that the state has an object with this id, before anything is planned for it. Without it, a run without refresh
    /// could not tell a tainted object from a new one. It must not block.
    fn found_in_state(&self, _client: &Self::Client, _id: &str) {}

    /// Converts the state of another resource type to this type (a *moved block* between types); `None` if that type
    /// cannot be converted. Pure: no client, no clock.
    fn move_from(&self, _source: &MoveSource) -> Result<Option<Self::Model>, Diagnostics> {
        Ok(None)
    }
}

/// A configuration to validate.
#[derive(Debug)]
pub struct Validation<M> {
    /// What the user wrote.
    pub config: M,
    /// The configuration with the defaults of the schema; other computed values are unknown.
    pub completed: M,
}

/// A plan to complete.
#[derive(Debug)]
pub struct Plan<'a, M> {
    /// The object as it is; `None` if it is created.
    pub prior: Option<&'a M>,
    /// What the user wrote: attributes that are not set are null, write-only attributes have their values.
    pub config: &'a M,
    /// The object as planned. Configured values must not be changed; computed values may be set.
    pub planned: M,
    /// Attributes that force a replacement, besides those the schema marks.
    pub replace: Vec<Path>,
}

/// A creation to carry out. All values are known, except write-only and computed ones.
#[derive(Debug)]
pub struct Create<M> {
    /// The object as planned.
    pub planned: M,
    /// What the user wrote, write-only values included.
    pub config: M,
}

/// An update to carry out.
#[derive(Debug)]
pub struct Update<M> {
    /// The object as it was.
    pub prior: M,
    /// The object as planned.
    pub planned: M,
    /// What the user wrote, write-only values included.
    pub config: M,
}

/// The state of a resource of another type, to convert.
#[derive(Clone, Debug)]
pub struct MoveSource {
    /// Address of the provider it belongs to, such as `registry.terraform.io/hashicorp/null`.
    pub provider_address: String,
    /// Its resource type.
    pub type_name: String,
    /// Version of its state's shape.
    pub schema_version: i64,
    /// Its state.
    pub state: Json,
}

/// A creation or update that failed, and the object as far as it exists.
#[derive(Debug)]
pub struct Failure<M> {
    /// What went wrong.
    pub diagnostics: Diagnostics,
    /// The object as it is after the failure; `None` if nothing was created or changed.
    pub state: Option<M>,
}

impl<M> From<Diagnostics> for Failure<M> {
    fn from(diagnostics: Diagnostics) -> Self {
        Self { diagnostics, state: None }
    }
}

impl<M> From<Diagnostic> for Failure<M> {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics::from(diagnostic).into()
    }
}
