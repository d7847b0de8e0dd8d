//! Calls a provider as Terraform does.

use std::collections::BTreeMap;
use std::future::Future;

use serde_json::Value as Json;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use tonic::{Code, Request, Response, Status};
use wire::provider_server::Provider as Service;

use super::sketch;
use crate::server::message::{dynamic, failure, without_errors};

/// What a call that should succeed came to: its answer, or why it has none, in words.
pub(super) type Outcome<T> = Result<T, String>;

pub(super) struct Client<S> {
    pub(super) service: S,
    pub(super) schemas: wire::get_provider_schema::Response,
    /// The schemas of identities by type; empty where the provider has none.
    pub(super) identities: BTreeMap<String, wire::ResourceIdentitySchema>,
    config: Json,
    runtime: tokio::runtime::Runtime,
}

impl<S: Service> Client<S> {
    /// A client of a provider that is not configured yet.
    pub(super) fn new(service: S, config: &Json) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let schemas = runtime.block_on(service.get_provider_schema(Request::new(Default::default())));
        let schemas = schemas.map_err(|status| status.to_string())?.into_inner();
        without_errors(schemas.diagnostics.clone()).map_err(said)?;
        let identities = runtime.block_on(service.get_resource_identity_schemas(Request::new(Default::default())));
        let identities = match identities {
            Ok(answer) => {
                let answer = answer.into_inner();
                without_errors(answer.diagnostics).map_err(said)?;
                answer.identity_schemas
            }
            Err(status) if status.code() == Code::Unimplemented => BTreeMap::new(),
            Err(status) => return Err(format!("the schemas of identities: {status}")),
        };
        Ok(Self { service, schemas, identities, config: config.clone(), runtime })
    }

    /// The answer to a call, whatever it says.
    pub(super) fn answer<T>(&self, call: impl Future<Output = Result<Response<T>, Status>>) -> Outcome<T> {
        self.runtime.block_on(call).map(Response::into_inner).map_err(|status| format!("the call broke off: {status}"))
    }

    pub(super) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Begins a walk over objects. Terraform does each in a process of its own, which it configures anew.
    pub(super) fn begin_walk(&self) -> Outcome<()> {
        let schema = self.schemas.provider.as_ref().and_then(|schema| schema.block.as_ref());
        let block = schema.ok_or("the provider has no schema")?;
        let config = Some(encoded(&sketch::configuration(block, &self.config)?, &sketch::type_of(block)?)?);
        let request = wire::validate_provider_config::Request { config: config.clone() };
        let valid = self.answer(self.service.validate_provider_config(Request::new(request)))?;
        without_errors(valid.diagnostics).map_err(said)?;
        let request =
            wire::configure_provider::Request { config, terraform_version: "1.11.0".to_owned(), ..Default::default() };
        let configured = self.answer(self.service.configure_provider(Request::new(request)))?;
        without_errors(configured.diagnostics).map_err(said).map(drop)
    }
}

/// Errors as a line.
pub(super) fn said(errors: Diagnostics) -> String {
    let said = |error: &tfplugin::framework::diagnostics::Diagnostic| format!("{}: {}", error.summary, error.detail);
    errors.iter().map(said).collect::<Vec<_>>().join("; ")
}

pub(super) fn encoded(value: &Value, kind: &Type) -> Outcome<wire::DynamicValue> {
    dynamic(value, kind).map_err(said)
}

/// A value of an answer. Terraform reads one that is not there as null.
pub(super) fn decoded(value: Option<&wire::DynamicValue>, kind: &Type) -> Outcome<Value> {
    let read = match value {
        Some(value) if !value.msgpack.is_empty() => Value::from_msgpack(&value.msgpack, kind),
        Some(value) if !value.json.is_empty() => Value::from_state_json(&value.json, kind),
        _ => Ok(Value::Null),
    };
    read.map_err(|error| said(failure(&error)))
}
