//! Ephemeral resources: values that exist for one run and are never stored.

use std::time::SystemTime;

use crate::framework::context::{Context, Private};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::Model;

/// A kind of value Terraform opens when a run needs it and closes afterwards.
pub trait EphemeralResource: Send + Sync + 'static {
    /// The client of the configured provider.
    type Client: Send + Sync + 'static;
    /// Arguments and result: a struct whose fields declare the schema. An optional argument and a computed attribute is an
    /// `Option` or an [`Attr`](crate::framework::value::Attr): it is null before [`EphemeralResource::open`]. In an object
    /// that a computed attribute has, which only the handler makes, each field may be plain. No attribute has a default:
    /// decide in the handler.
    type Model: Model;
    /// The full type name.
    const TYPE_NAME: &'static str;

    /// What is wrong with a configuration on its own, beyond what the schema says.
    fn validate(&self, _config: &Self::Model) -> Diagnostics {
        Diagnostics::new()
    }

    /// Opens the value. [`EphemeralResource::renew`] and [`EphemeralResource::close`] receive the private data of the
    /// context. The close may receive the data stored here, so store a handle here already.
    fn open(
        &self,
        context: &mut Context<'_, Self::Client>,
        config: Self::Model,
    ) -> Result<Opened<Self::Model>, Diagnostics>;

    /// Renews the value; returns when to renew it next, if ever.
    fn renew(&self, _context: &mut Context<'_, Self::Client>) -> Result<Option<SystemTime>, Diagnostics> {
        Ok(None)
    }

    /// Closes the value. May be called after a failure, and more than once.
    fn close(&self, _client: &Self::Client, _private: Private) -> Result<(), Diagnostics> {
        Ok(())
    }
}

/// An opened ephemeral resource.
#[derive(Debug)]
#[non_exhaustive]
pub struct Opened<M> {
    /// Arguments and result, all known.
    pub result: M,
    /// When to renew it, if ever.
    pub renew_at: Option<SystemTime>,
}

impl<M> Opened<M> {
    /// An opened ephemeral resource that is not renewed.
    pub fn new(result: M) -> Self {
        Self { result, renew_at: None }
    }

    /// The same, to be renewed at a time.
    #[must_use]
    pub fn renew_at(self, time: SystemTime) -> Self {
        Self { renew_at: Some(time), ..self }
    }
}
