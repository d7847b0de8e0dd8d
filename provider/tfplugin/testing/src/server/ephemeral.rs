//! An ephemeral resource, call by call.

use std::marker::PhantomData;
use std::time::SystemTime;

use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::ephemeral::EphemeralResource;
use tfplugin::framework::provider::Provider;
use tfplugin::framework::schema::Schema;
use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::TestServer;
use super::message::{decoded, encoded, without_errors};

/// An ephemeral resource type of a [`TestServer`].
#[derive(Debug)]
pub struct TestEphemeralResource<'a, P: Provider, E> {
    server: &'a TestServer<P>,
    schema: Schema,
    resource: PhantomData<E>,
}

/// A value that is open, as Terraform has it until it is closed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Open<M> {
    /// Arguments and result.
    pub values: M,
    /// When Terraform renews it next, if ever.
    pub renew_at: Option<SystemTime>,
    /// The provider's private data.
    pub private: Vec<u8>,
    /// The warnings of the call that returned it.
    pub warnings: Diagnostics,
}

impl<'a, P: Provider, E: EphemeralResource<Client = P::Client>> TestEphemeralResource<'a, P, E> {
    pub(super) fn new(server: &'a TestServer<P>, schema: Schema) -> Self {
        Self { server, schema, resource: PhantomData }
    }

    /// Validates a configuration. Returns its warnings.
    ///
    /// # Errors
    /// What the schema and the resource say of the configuration.
    pub fn validate(&self, config: &E::Model) -> Result<Diagnostics, Diagnostics> {
        let request = wire::validate_ephemeral_resource_config::Request {
            type_name: E::TYPE_NAME.to_owned(),
            config: Some(encoded(config, &self.schema)?),
        };
        let service = &self.server.service;
        let response = self.server.answer(service.validate_ephemeral_resource_config(Request::new(request)))?;
        without_errors(response.diagnostics)
    }

    /// Validates a configuration and opens the value.
    ///
    /// # Errors
    /// What the schema and the resource say.
    pub fn open(&self, config: &E::Model) -> Result<Open<E::Model>, Diagnostics> {
        self.validate(config)?;
        let request = wire::open_ephemeral_resource::Request {
            type_name: E::TYPE_NAME.to_owned(),
            config: Some(encoded(config, &self.schema)?),
            client_capabilities: None,
        };
        let service = &self.server.service;
        let response = self.server.answer(service.open_ephemeral_resource(Request::new(request)))?;
        let warnings = without_errors(response.diagnostics)?;
        Ok(Open {
            values: decoded(response.result.as_ref(), &self.schema)?,
            renew_at: response.renew_at.map(Into::into),
            private: response.private.unwrap_or_default(),
            warnings,
        })
    }

    /// Renews an open value. Its values stay.
    ///
    /// # Errors
    /// What the resource says.
    pub fn renew(&self, open: Open<E::Model>) -> Result<Open<E::Model>, Diagnostics> {
        let request =
            wire::renew_ephemeral_resource::Request { type_name: E::TYPE_NAME.to_owned(), private: Some(open.private) };
        let service = &self.server.service;
        let response = self.server.answer(service.renew_ephemeral_resource(Request::new(request)))?;
        let warnings = without_errors(response.diagnostics)?;
        Ok(Open {
            values: open.values,
            renew_at: response.renew_at.map(Into::into),
            private: response.private.unwrap_or_default(),
            warnings,
        })
    }

    /// Closes an open value. Terraform may close one more than once. Returns the warnings.
    ///
    /// # Errors
    /// What the resource says.
    pub fn close(&self, open: &Open<E::Model>) -> Result<Diagnostics, Diagnostics> {
        let request = wire::close_ephemeral_resource::Request {
            type_name: E::TYPE_NAME.to_owned(),
            private: Some(open.private.clone()),
        };
        let service = &self.server.service;
        let response = self.server.answer(service.close_ephemeral_resource(Request::new(request)))?;
        without_errors(response.diagnostics)
    }
}
