//! The services of one plugin: the provider's own and those go-plugin's client looks for.

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{
    Request, Response, Status, Streaming, async_trait,
    codegen::BoxStream,
    transport::server::{Router, Server},
};
use tonic_health::{
    ServingStatus,
    pb::health_server::HealthServer,
    server::{HealthReporter, HealthService},
};
use tracing::debug;

use crate::protocol::{
    plugin::{
        ConnInfo, StdioData,
        grpc_broker_server::{GrpcBroker, GrpcBrokerServer},
        grpc_controller_server::{GrpcController, GrpcControllerServer},
        grpc_stdio_server::{GrpcStdio, GrpcStdioServer},
    },
    tfplugin6::provider_server::{Provider, ProviderServer},
};

/// The largest message taken, as with plugins written in Go; state and plans can be big. What is
/// sent has no limit.
const MESSAGE_LIMIT: usize = 256 << 20;
/// The name under which go-plugin asks for a plugin's health.
const HEALTH_NAME: &str = "plugin";

/// All services, ready for connections. A client's Shutdown cancels `stop`.
pub(super) async fn router<S: Provider>(service: S, stop: &CancellationToken) -> Router {
    let health = HealthReporter::new();
    health.set_service_status(HEALTH_NAME, ServingStatus::Serving).await;
    let lifetime = Lifetime { stop: stop.clone() };
    Server::builder()
        .add_service(ProviderServer::new(service).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(GrpcControllerServer::new(lifetime.clone()))
        .add_service(GrpcStdioServer::new(lifetime.clone()))
        .add_service(GrpcBrokerServer::new(lifetime))
        .add_service(HealthServer::new(HealthService::from_health_reporter(health)))
}

/// What go-plugin's services have in common: they last until the plugin stops.
#[derive(Clone)]
struct Lifetime {
    stop: CancellationToken,
}

#[async_trait]
impl GrpcController for Lifetime {
    /// The server finishes the calls it has, this one among them, before it stops.
    async fn shutdown(&self, _: Request<()>) -> Result<Response<()>, Status> {
        debug!(target: "tfplugin.runtime", "the client asks to shut down");
        self.stop.cancel();
        Ok(Response::new(()))
    }
}

#[async_trait]
impl GrpcStdio for Lifetime {
    /// Nothing is ever sent: stdout has but the handshake line, stderr the client reads itself.
    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        let (sender, receiver) = mpsc::channel(1);
        let stop = self.stop.clone();
        tokio::spawn(async move { stop.run_until_cancelled(sender.closed()).await });
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }
}

#[async_trait]
impl GrpcBroker for Lifetime {
    /// Clients open this stream and announce nothing on it; a provider has no use for it either.
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
