//! HTTP/2 on accepted connections.

use hyper::server::conn::http2;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::graceful::GracefulShutdown,
};
use tokio_util::sync::CancellationToken;

use crate::protocol::tfplugin6::provider_server::Provider;

use super::{accept::Incoming, services::Services};

/// Serves connections until `stop`, then waits for running calls.
pub(super) async fn serve<S: Provider>(services: Services<S>, mut incoming: Incoming, stop: &CancellationToken) {
    let mut http = http2::Builder::new(TokioExecutor::new());
    // Clients do not read the header.
    http.auto_date_header(false);
    let open = GracefulShutdown::new();
    while let Some(Some(connection)) = stop.run_until_cancelled(incoming.recv()).await {
        let served = open.watch(http.serve_connection(TokioIo::new(connection), services.clone()));
        tokio::spawn(async move {
            // Clients close connections as they like.
            let _ = served.await;
        });
    }
    open.shutdown().await;
}
