//! An action, call by call.

use std::marker::PhantomData;

use tfplugin::framework::action::Action;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::provider::Provider;
use tfplugin::framework::schema::Schema;
use tfplugin::protocol::tfplugin6 as wire;
use tokio_stream::StreamExt as _;
use tonic::Request;
use wire::invoke_action::event::Type as Event;
use wire::provider_server::Provider as Service;

use super::TestServer;
use super::message::{encoded, failure, without_errors};

/// An action of a [`TestServer`].
#[derive(Debug)]
pub struct TestAction<'a, P: Provider, A> {
    server: &'a TestServer<P>,
    schema: Schema,
    action: PhantomData<A>,
}

/// An action that has run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invoked {
    /// The messages that Terraform showed while it ran.
    pub progress: Vec<String>,
    /// Its warnings, or its errors.
    pub outcome: Result<Diagnostics, Diagnostics>,
}

impl<'a, P: Provider, A: Action<Client = P::Client>> TestAction<'a, P, A> {
    pub(super) fn new(server: &'a TestServer<P>, schema: Schema) -> Self {
        Self { server, schema, action: PhantomData }
    }

    /// Validates a configuration. Returns its warnings.
    ///
    /// # Errors
    /// What the schema and the action say of the configuration.
    pub fn validate(&self, config: &A::Config) -> Result<Diagnostics, Diagnostics> {
        let request = wire::validate_action_config::Request {
            type_name: A::TYPE_NAME.to_owned(),
            config: Some(encoded(config, &self.schema)?),
        };
        let response = self.server.answer(self.server.service.validate_action_config(Request::new(request)))?;
        without_errors(response.diagnostics)
    }

    /// Validates a configuration and plans the action. Returns its warnings.
    ///
    /// # Errors
    /// What the schema and the action say.
    pub fn plan(&self, config: &A::Config) -> Result<Diagnostics, Diagnostics> {
        self.validate(config)?;
        let request = wire::plan_action::Request {
            action_type: A::TYPE_NAME.to_owned(),
            config: Some(encoded(config, &self.schema)?),
            client_capabilities: None,
        };
        let response = self.server.answer(self.server.service.plan_action(Request::new(request)))?;
        without_errors(response.diagnostics)
    }

    /// Runs the action to its end.
    ///
    /// # Errors
    /// When its events are not those of an action: one that completes it, as the last.
    pub fn invoke(&self, config: &A::Config) -> Result<Invoked, Diagnostics> {
        let request = wire::invoke_action::Request {
            action_type: A::TYPE_NAME.to_owned(),
            config: Some(encoded(config, &self.schema)?),
            client_capabilities: None,
        };
        let invoking = async {
            let mut events = self.server.service.invoke_action(Request::new(request)).await?.into_inner();
            let mut progress = Vec::new();
            let mut completed = None;
            while let Some(event) = events.next().await {
                match event?.r#type {
                    _ if completed.is_some() => return Err(tonic::Status::internal("an event after the last one")),
                    Some(Event::Progress(shown)) => progress.push(shown.message),
                    Some(Event::Completed(last)) => completed = Some(last.diagnostics),
                    None => return Err(tonic::Status::internal("an event with nothing in it")),
                }
            }
            let completed = completed.ok_or_else(|| tonic::Status::internal("the action was not completed"))?;
            Ok(Invoked { progress, outcome: without_errors(completed) })
        };
        self.server.runtime.block_on(invoking).map_err(|status| failure(&status))
    }
}
