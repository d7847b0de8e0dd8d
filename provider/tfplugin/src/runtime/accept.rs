//! Accepts connections, with TLS if the client requires it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::mpsc,
    time,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::listener::Listener;

/// How long a TLS handshake may take. Long, because the machine may be busy.
const TLS_DEADLINE: Duration = Duration::from_secs(30);
/// How long to wait after an error of the system, such as too many open files.
const RETRY: Duration = Duration::from_millis(50);

/// Connections ready to be served.
pub(super) type Incoming = mpsc::Receiver<Connection>;

/// Accepts connections until `stop`. A connection that fails, or sends nothing, does not affect the others.
pub(super) fn start(listener: Listener, tls: Option<TlsAcceptor>, stop: CancellationToken) -> Incoming {
    let (ready, incoming) = mpsc::channel(1);
    tokio::spawn(async move {
        // Dropping the listener removes its socket file.
        stop.run_until_cancelled(accept_all(&listener, tls.as_ref(), &ready)).await;
    });
    incoming
}

async fn accept_all(listener: &Listener, tls: Option<&TlsAcceptor>, ready: &mpsc::Sender<Connection>) {
    loop {
        match listener.accept().await {
            Ok(connection) => {
                tokio::spawn(prepare(connection, tls.cloned(), ready.clone()));
            }
            Err(error) => {
                warn!(target: "tfplugin.runtime", %error, "cannot accept a connection");
                time::sleep(RETRY).await;
            }
        }
    }
}

async fn prepare(connection: Connection, tls: Option<TlsAcceptor>, ready: mpsc::Sender<Connection>) {
    let connection = match tls {
        None => connection,
        Some(tls) => match time::timeout(TLS_DEADLINE, tls.accept(connection)).await {
            Ok(Ok(stream)) => {
                debug!(target: "tfplugin.tls", "the client is authenticated");
                Connection::new(stream)
            }
            Ok(Err(error)) => {
                warn!(target: "tfplugin.tls", %error, "connection rejected");
                return;
            }
            Err(_) => {
                warn!(target: "tfplugin.tls", "connection closed: TLS handshake timed out");
                return;
            }
        },
    };
    // Fails only if the server has ended.
    let _ = ready.send(connection).await;
}

trait Stream: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

/// A connection of any kind.
pub(super) struct Connection(Pin<Box<dyn Stream>>);

impl Connection {
    pub(super) fn new(stream: impl AsyncRead + AsyncWrite + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }
}
