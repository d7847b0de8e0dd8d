//! The smallest plugin: wire messages answered by hand, to show what [`tfplugin::runtime`] does by
//! itself. A real provider leaves the messages to the framework.
//!
//! It has one function, `echo`, that returns its argument, and `panic`, which has a bug.
#![allow(clippy::panic)]

use std::process::ExitCode;

use tfplugin::{
    protocol::tfplugin6::{
        Function, Schema, ServerCapabilities, call_function, function, get_provider_schema, provider_server::Provider,
        schema, stop_provider,
    },
    runtime::{self, Plugin},
};
use tokio::task;
use tonic::{Request, Response, Status, async_trait};

const PLUGIN: Plugin =
    Plugin { name: "minimal", address: "registry.terraform.io/acme/minimal", version: env!("CARGO_PKG_VERSION") };

struct Minimal;

#[async_trait]
impl Provider for Minimal {
    async fn get_provider_schema(
        &self,
        _: Request<get_provider_schema::Request>,
    ) -> Result<Response<get_provider_schema::Response>, Status> {
        Ok(Response::new(get_provider_schema::Response {
            provider: Some(Schema { block: Some(schema::Block::default()), ..Schema::default() }),
            functions: [("echo".to_owned(), echo()), ("panic".to_owned(), echo())].into(),
            server_capabilities: Some(ServerCapabilities {
                get_provider_schema_optional: true,
                ..ServerCapabilities::default()
            }),
            ..get_provider_schema::Response::default()
        }))
    }

    async fn call_function(
        &self,
        request: Request<call_function::Request>,
    ) -> Result<Response<call_function::Response>, Status> {
        let call = request.into_inner();
        if call.name == "panic" {
            // Where handlers belong that block, or that may be wrong.
            task::spawn_blocking(|| panic!("a bug in a handler"))
                .await
                .map_err(|error| Status::internal(error.to_string()))?;
        }
        Ok(Response::new(call_function::Response { result: call.arguments.into_iter().next(), error: None }))
    }

    async fn stop_provider(
        &self,
        _: Request<stop_provider::Request>,
    ) -> Result<Response<stop_provider::Response>, Status> {
        Ok(Response::new(stop_provider::Response::default()))
    }
}

fn echo() -> Function {
    Function {
        parameters: vec![function::Parameter {
            name: "value".to_owned(),
            r#type: br#""string""#.to_vec(),
            ..function::Parameter::default()
        }],
        r#return: Some(function::Return { r#type: br#""string""#.to_vec() }),
        summary: "Returns its argument".to_owned(),
        ..Function::default()
    }
}

fn main() -> ExitCode {
    runtime::run(&PLUGIN, Minimal)
}
