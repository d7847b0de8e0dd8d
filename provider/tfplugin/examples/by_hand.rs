//! A plugin that answers messages of the protocol by hand, to show what [`tfplugin::runtime`] does on
//! its own. A provider leaves the messages to the framework.
//!
//! Its functions: `echo` returns its argument, `panic` has a bug, `hang` never answers.
#![allow(clippy::panic)]

use std::{process::ExitCode, thread};

use tfplugin::{
    protocol::tfplugin6::{
        Function, Schema, ServerCapabilities, call_function, function, get_provider_schema, provider_server::Provider,
        schema, stop_provider,
    },
    runtime::{self, Plugin, Service},
};
use tokio::task;
use tonic::{Request, Response, Status, async_trait};

const PLUGIN: Plugin = Plugin::new("by-hand", "registry.terraform.io/acme/by-hand", env!("CARGO_PKG_VERSION"));

struct ByHand;

#[async_trait]
impl Provider for ByHand {
    async fn get_provider_schema(
        &self,
        _: Request<get_provider_schema::Request>,
    ) -> Result<Response<get_provider_schema::Response>, Status> {
        Ok(Response::new(get_provider_schema::Response {
            provider: Some(Schema { block: Some(schema::Block::default()), ..Schema::default() }),
            functions: ["echo", "panic", "hang"].map(|name| (name.to_owned(), string_to_string())).into(),
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
        // Where handlers belong: there they may block, and a panic ends only the call.
        let result = task::spawn_blocking(move || match call.name.as_str() {
            "panic" => panic!("a bug in a handler"),
            "hang" => loop {
                thread::park();
            },
            _ => call.arguments.into_iter().next(),
        });
        Ok(Response::new(call_function::Response {
            result: result.await.map_err(|error| Status::internal(error.to_string()))?,
            error: None,
        }))
    }

    async fn stop_provider(
        &self,
        _: Request<stop_provider::Request>,
    ) -> Result<Response<stop_provider::Response>, Status> {
        Ok(Response::new(stop_provider::Response::default()))
    }
}

fn string_to_string() -> Function {
    Function {
        parameters: vec![function::Parameter {
            name: "value".to_owned(),
            r#type: br#""string""#.to_vec(),
            ..function::Parameter::default()
        }],
        r#return: Some(function::Return { r#type: br#""string""#.to_vec() }),
        summary: "Takes a string and returns one".to_owned(),
        ..Function::default()
    }
}

impl Service for ByHand {}

fn main() -> ExitCode {
    runtime::run(&PLUGIN, ByHand)
}
