//! Managed resources: the trait a provider implements for each.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::path::Path;

/// A kind of object Terraform manages.
///
/// Handlers are plain functions. Those that are given a [`Context`] may block: each runs on a worker thread, as many at a time
/// as [`crate::framework::provider::Provider::HANDLERS_AT_ONCE`] says. The framework has planned by the schema, checked the
/// configuration and decoded everything before a handler sees it.
pub trait Resource: Send + Sync + 'static {
    /// What the provider's configuration made.
    type Client: Send + Sync + 'static;
    /// Configuration, plan and state: a struct of [`crate::framework::value::Attr`] fields that declares the schema.
    type Model: Serialize + DeserializeOwned + JsonSchema;
    /// The full type name, such as `configmgr_site`.
    const TYPE_NAME: &'static str;
    /// Version of the state's shape.
    const VERSION: i64 = 0;

    /// What is wrong with a configuration on its own, beyond what the schema says. May run without a configured
    /// provider, with any value unknown. It must not block.
    fn validate(&self, _validation: Validation<Self::Model>) -> Diagnostics {
        Diagnostics::new()
    }

    /// Completes the plan the schema made. Must be a pure function of what it is given: Terraform plans again during
    /// apply and compares.
    fn plan(
        &self,
        _context: &mut Context<'_, Self::Client>,
        _plan: &mut Plan<'_, Self::Model>,
    ) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Looks at a planned removal: may warn or refuse.
    fn plan_removal(&self, _context: &mut Context<'_, Self::Client>, _prior: Self::Model) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Makes the object. Every known planned value must come back as planned.
    fn create(
        &self,
        context: &mut Context<'_, Self::Client>,
        create: Create<Self::Model>,
    ) -> Result<Self::Model, Failure<Self::Model>>;

    /// The object as it is now; `None` where it is gone. Right after an import only what [`Resource::import`] set is known.
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

    /// Removes the object. One that is gone already is a success.
    fn delete(&self, context: &mut Context<'_, Self::Client>, prior: Self::Model) -> Result<(), Diagnostics>;

    /// The beginnings of a state from the id given to `terraform import`: what [`Resource::read`] needs.
    fn import(&self, context: &mut Context<'_, Self::Client>, id: &str) -> Result<Self::Model, Diagnostics>;

    /// Turns the state of an older [`Resource::VERSION`] into one of today. Pure: no client, no clock.
    fn upgrade(&self, _version: i64, state: Json) -> Result<Json, Diagnostics> {
        Ok(state)
    }

    /// Turns the state of another resource type into one of this type (a `moved` block across types); `None` where
    /// that type is not known. Pure: no client, no clock.
    fn move_from(&self, _source: &MoveSource) -> Result<Option<Self::Model>, Diagnostics> {
        Ok(None)
    }
}

/// A configuration to look at.
#[derive(Debug)]
pub struct Validation<M> {
    /// What the user wrote.
    pub config: M,
    /// The same with the schema's defaults; what else is computed is unknown.
    pub completed: M,
}

/// A plan to complete.
#[derive(Debug)]
pub struct Plan<'a, M> {
    /// What the object is; `None` where it is created.
    pub prior: Option<&'a M>,
    /// What the user wrote. Unset attributes are null here, write-only ones are present.
    pub config: &'a M,
    /// What the object will be. Configured values must stay; computed ones may be set.
    pub planned: M,
    /// Attributes that force a replacement beyond those the schema names.
    pub replace: Vec<Path>,
}

/// A creation to carry out. Everything but write-only values and what is computed is known.
#[derive(Debug)]
pub struct Create<M> {
    /// What was planned.
    pub planned: M,
    /// What the user wrote, write-only values included.
    pub config: M,
}

/// An update to carry out.
#[derive(Debug)]
pub struct Update<M> {
    /// What the object was.
    pub prior: M,
    /// What was planned.
    pub planned: M,
    /// What the user wrote, write-only values included.
    pub config: M,
}

/// The state of another type that is to become one of this type.
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

/// A creation or update that failed, and what of the object is there nevertheless.
#[derive(Debug)]
pub struct Failure<M> {
    /// What went wrong.
    pub diagnostics: Diagnostics,
    /// The object as it really is after the failure; `None` where nothing was made or changed.
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
