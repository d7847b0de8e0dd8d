//! A provider, served inside the process of the test.

mod action;
mod ephemeral;
mod list;
pub(crate) mod message;
mod older;
mod resource;

use std::future::Future;

use tfplugin::framework::action::Action;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::ephemeral::EphemeralResource;
use tfplugin::framework::model::Model;
use tfplugin::framework::provider::Provider;
use tfplugin::framework::resource::Resource;
use tfplugin::framework::schema::Schema;
use tfplugin::framework::server::ProviderServer;
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use tonic::{Request, Response, Status};
use wire::provider_server::Provider as Service;

pub use action::{Invoked, TestAction};
pub use ephemeral::{Open, TestEphemeralResource};
pub use list::{Listed, Listing};
use message::{arguments, decoded, encoded, failure, without_errors};
pub use resource::{Planned, PlannedPrivate, State, TestResource};

/// A provider that answers Terraform's calls inside the process of the test, with values in place of messages.
///
/// It encodes each value, calls the provider as Terraform does, and decodes the answer. Errors are the diagnostics that
/// Terraform would show.
pub struct TestServer<P: Provider> {
    service: ProviderServer<P>,
    runtime: tokio::runtime::Runtime,
}

impl<P: Provider> TestServer<P> {
    /// A server that is not configured yet: it validates, and calls functions.
    ///
    /// # Errors
    /// When the process cannot have another thread.
    pub fn new(provider: P) -> Result<Self, Diagnostics> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(Self { service: ProviderServer::new(provider), runtime: runtime.map_err(|error| failure(&error))? })
    }

    /// A server that is configured, and answers all calls.
    ///
    /// # Errors
    /// What the provider says of its configuration.
    pub fn configured(provider: P, config: &P::Config) -> Result<Self, Diagnostics> {
        let server = Self::new(provider)?;
        server.validate(config)?;
        let request = wire::configure_provider::Request {
            config: Some(encoded(config, &schema::<P::Config>(0)?)?),
            terraform_version: "1.11.0".to_owned(),
            ..Default::default()
        };
        let response = server.answer(server.service.configure_provider(Request::new(request)))?;
        without_errors(response.diagnostics)?;
        Ok(server)
    }

    /// Validates the configuration of the provider. Returns its warnings.
    ///
    /// # Errors
    /// What the provider says of its configuration.
    pub fn validate(&self, config: &P::Config) -> Result<Diagnostics, Diagnostics> {
        let config = Some(encoded(config, &schema::<P::Config>(0)?)?);
        let request = wire::validate_provider_config::Request { config };
        let response = self.answer(self.service.validate_provider_config(Request::new(request)))?;
        without_errors(response.diagnostics)
    }

    /// One of its resource types.
    ///
    /// # Errors
    /// When the struct is not a valid schema.
    pub fn resource<R: Resource<Client = P::Client>>(&self) -> Result<TestResource<'_, P, R>, Diagnostics> {
        Ok(TestResource::new(self, schema::<R::Model>(R::VERSION)?, self.identity_type(R::TYPE_NAME)?))
    }

    /// The type of the identity of a resource; `None` if it has none.
    fn identity_type(&self, type_name: &str) -> Result<Option<Type>, Diagnostics> {
        let answered = self.answer(self.service.get_resource_identity_schemas(Request::new(Default::default())))?;
        without_errors(answered.diagnostics)?;
        let Some(schema) = answered.identity_schemas.get(type_name) else { return Ok(None) };
        let attribute = |attribute: &wire::resource_identity_schema::IdentityAttribute| {
            Ok((attribute.name.clone(), type_of(&attribute.r#type)?))
        };
        let attributes = schema.identity_attributes.iter().map(attribute);
        Ok(Some(Type::Object(attributes.collect::<Result<_, Diagnostics>>()?)))
    }

    /// One of its actions.
    ///
    /// # Errors
    /// When the struct is not a valid schema.
    pub fn action<A: Action<Client = P::Client>>(&self) -> Result<TestAction<'_, P, A>, Diagnostics> {
        Ok(TestAction::new(self, schema::<A::Config>(0)?))
    }

    /// One of its ephemeral resource types.
    ///
    /// # Errors
    /// When the struct is not a valid schema.
    pub fn ephemeral_resource<E: EphemeralResource<Client = P::Client>>(
        &self,
    ) -> Result<TestEphemeralResource<'_, P, E>, Diagnostics> {
        Ok(TestEphemeralResource::new(self, schema::<E::Model>(0)?))
    }

    /// Validates and reads a data source. Only the arguments of `config` count.
    ///
    /// # Errors
    /// What the data source says.
    pub fn read_data<D: DataSource<Client = P::Client>>(&self, config: &D::Model) -> Result<D::Model, Diagnostics> {
        let schema = schema::<D::Model>(0)?;
        let config = Some(arguments::<D>(config, &schema)?);
        let type_name = D::TYPE_NAME.to_owned();
        let request =
            wire::validate_data_resource_config::Request { type_name: type_name.clone(), config: config.clone() };
        let valid = self.answer(self.service.validate_data_resource_config(Request::new(request)))?;
        without_errors(valid.diagnostics)?;
        let request = wire::read_data_source::Request { type_name, config, ..Default::default() };
        let response = self.answer(self.service.read_data_source(Request::new(request)))?;
        without_errors(response.diagnostics)?;
        decoded(response.state.as_ref(), &schema)
    }

    /// Calls a function with arguments, and converts them as Terraform would if they have the types of its parameters.
    ///
    /// # Errors
    /// What the function says, or that it does not exist.
    pub fn call(&self, function: &str, arguments: &[Value]) -> Result<Value, Diagnostics> {
        let signatures = self.answer(self.service.get_functions(Request::new(Default::default())))?;
        without_errors(signatures.diagnostics)?;
        let signature =
            signatures.functions.get(function).ok_or_else(|| failure(&format!("no function {function}")))?;
        let parameters = signature.parameters.iter().chain(signature.variadic_parameter.iter().cycle());
        let arguments = arguments
            .iter()
            .zip(parameters)
            .map(|(argument, parameter)| message::dynamic(argument, &type_of(&parameter.r#type)?));
        let request = wire::call_function::Request {
            name: function.to_owned(),
            arguments: arguments.collect::<Result<_, Diagnostics>>()?,
        };
        let response = self.answer(self.service.call_function(Request::new(request)))?;
        if let Some(error) = response.error {
            return Err(Diagnostic::error("The function failed", error.text).into());
        }
        let result = signature.r#return.as_ref().map(|result| type_of(&result.r#type)).transpose()?;
        message::value(response.result.as_ref(), &result.unwrap_or(Type::Dynamic))
    }

    /// The answer to a call.
    fn answer<T>(&self, call: impl Future<Output = Result<Response<T>, Status>>) -> Result<T, Diagnostics> {
        self.runtime.block_on(call).map(Response::into_inner).map_err(|status| failure(&status))
    }
}

impl<P: Provider> std::fmt::Debug for TestServer<P> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.service.fmt(out)
    }
}

fn schema<M: Model>(version: i64) -> Result<Schema, Diagnostics> {
    Schema::of::<M>(version).map_err(|error| failure(&error))
}

fn type_of(json: &[u8]) -> Result<Type, Diagnostics> {
    Type::from_json_bytes(json).map_err(|error| failure(&error))
}
