//! Ephemeral resources: values that live for one run and are never kept.

use std::time::SystemTime;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::framework::context::{Context, Private};
use crate::framework::diagnostics::Diagnostics;

/// A kind of value Terraform opens when a run needs it and closes afterwards.
pub trait EphemeralResource: Send + Sync + 'static {
    /// What the provider's configuration made.
    type Client: Send + Sync + 'static;
    /// Arguments and result: a struct of [`crate::framework::value::Attr`] fields that declares the schema.
    type Model: Serialize + DeserializeOwned + JsonSchema;
    /// The full type name.
    const TYPE_NAME: &'static str;

    /// What is wrong with a configuration on its own, beyond what the schema says.
    fn validate(&self, _config: &Self::Model) -> Diagnostics {
        Diagnostics::new()
    }

    /// Makes the value. The context's private bytes reach [`EphemeralResource::renew`] and
    /// [`EphemeralResource::close`]; the close may get those of the opening, so a handle belongs there from the start.
    fn open(
        &self,
        context: &mut Context<'_, Self::Client>,
        config: Self::Model,
    ) -> Result<Opened<Self::Model>, Diagnostics>;

    /// Prolongs it; the next time to do so, if any.
    fn renew(&self, _context: &mut Context<'_, Self::Client>) -> Result<Option<SystemTime>, Diagnostics> {
        Ok(None)
    }

    /// Gives it back. May come after a failure and more than once.
    fn close(&self, _client: &Self::Client, _private: Private) -> Result<(), Diagnostics> {
        Ok(())
    }
}

/// An opened ephemeral resource.
#[derive(Debug)]
pub struct Opened<M> {
    /// Arguments and result, all known.
    pub result: M,
    /// When it must be renewed, if ever.
    pub renew_at: Option<SystemTime>,
}
