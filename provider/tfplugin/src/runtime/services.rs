//! The services of a plugin: the provider, and the services that go-plugin's client requires.

use std::convert::Infallible;

use hyper::{body::Incoming, service::Service};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{
    Request, Response, Status, Streaming, async_trait,
    body::Body,
    codegen::{BoxFuture, BoxStream, Service as _, http},
};
use tonic_health::{
    ServingStatus,
    pb::health_server::{self, HealthServer},
    server::{HealthReporter, HealthService},
};
use tracing::debug;

use crate::protocol::{
    plugin::{
        ConnInfo, StdioData,
        grpc_broker_server::{self, GrpcBroker, GrpcBrokerServer},
        grpc_controller_server::{self, GrpcController, GrpcControllerServer},
        grpc_stdio_server::{self, GrpcStdio, GrpcStdioServer},
    },
    tfplugin6::provider_server::{self, Provider, ProviderServer},
};

/// The largest message accepted, in bytes, as with plugins written in Go; state and plans can be large.
/// Sent messages have no limit.
const MESSAGE_LIMIT: usize = 256 << 20;
/// The name under which go-plugin asks for a plugin's health.
const HEALTH_NAME: &str = "plugin";

/// All services. A client's shutdown request cancels the token they were created with.
pub(super) struct Services<S> {
    provider: ProviderServer<S>,
    controller: GrpcControllerServer<Lifetime>,
    stdio: GrpcStdioServer<Lifetime>,
    broker: GrpcBrokerServer<Lifetime>,
    health: HealthServer<HealthService>,
}

impl<S: Provider> Services<S> {
    pub(super) async fn new(service: S, stop: &CancellationToken) -> Self {
        let health = HealthReporter::new();
        health.set_service_status(HEALTH_NAME, ServingStatus::Serving).await;
        let lifetime = Lifetime { stop: stop.clone() };
        Self {
            provider: ProviderServer::new(service).max_decoding_message_size(MESSAGE_LIMIT),
            controller: GrpcControllerServer::new(lifetime.clone()),
            stdio: GrpcStdioServer::new(lifetime.clone()),
            broker: GrpcBrokerServer::new(lifetime),
            health: HealthServer::new(HealthService::from_health_reporter(health)),
        }
    }
}

impl<S> Clone for Services<S> {
    fn clone(&self) -> Self {
        Self {
            provider: self.provider.clone(),
            controller: self.controller.clone(),
            stdio: self.stdio.clone(),
            broker: self.broker.clone(),
            health: self.health.clone(),
        }
    }
}

impl<S: Provider> Service<http::Request<Incoming>> for Services<S> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    /// Paths are `/service/method`. Each service is always ready for a call.
    fn call(&self, request: http::Request<Incoming>) -> Self::Future {
        match request.uri().path().split('/').nth(1).unwrap_or_default() {
            provider_server::SERVICE_NAME => self.provider.clone().call(request),
            grpc_controller_server::SERVICE_NAME => self.controller.clone().call(request),
            grpc_stdio_server::SERVICE_NAME => self.stdio.clone().call(request),
            grpc_broker_server::SERVICE_NAME => self.broker.clone().call(request),
            health_server::SERVICE_NAME => self.health.clone().call(request),
            _ => Box::pin(async { Ok(Status::unimplemented("").into_http()) }),
        }
    }
}

/// The state of go-plugin's services: they run until the plugin stops.
#[derive(Clone)]
struct Lifetime {
    stop: CancellationToken,
}

#[async_trait]
impl GrpcController for Lifetime {
    /// The server finishes running calls, including this one, before it stops.
    async fn shutdown(&self, _: Request<()>) -> Result<Response<()>, Status> {
        debug!(target: "tfplugin.runtime", "the client requests a shutdown");
        self.stop.cancel();
        Ok(Response::new(()))
    }
}

#[async_trait]
impl GrpcStdio for Lifetime {
    /// Sends nothing: stdout has the handshake line only, and the client reads stderr itself.
    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        let (sender, receiver) = mpsc::channel(1);
        let stop = self.stop.clone();
        tokio::spawn(async move { stop.run_until_cancelled(sender.closed()).await });
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }
}

#[async_trait]
impl GrpcBroker for Lifetime {
    /// Clients open this stream, but neither they nor providers use it.
    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        let (sender, receiver) = mpsc::channel(1);
        let stop = self.stop.clone();
        tokio::spawn(async move {
            let mut announced = request.into_inner();
            let drained = async { while let Ok(Some(_)) = announced.message().await {} };
            stop.run_until_cancelled(drained).await;
            drop(sender);
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }
}
