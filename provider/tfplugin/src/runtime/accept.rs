//! From a listener to the connections the server reads, through TLS where it is asked for.

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

/// How long a peer may take to prove itself. Generous: the machine may be busy.
const TLS_DEADLINE: Duration = Duration::from_secs(30);
/// How long to wait after the system refused a connection, for lack of file descriptors say.
const RETRY: Duration = Duration::from_millis(50);

/// Connections ready to be served.
pub(super) type Incoming = mpsc::Receiver<Connection>;

/// Accepts connections until `stop`. One that fails, or says nothing, is no matter to the others.
pub(super) fn start(listener: Listener, tls: Option<TlsAcceptor>, stop: CancellationToken) -> Incoming {
    let (ready, incoming) = mpsc::channel(1);
    tokio::spawn(async move {
        // The listener goes when this ends, and its socket file with it.
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
                warn!(target: "tfplugin.runtime", %error, "a connection was not accepted");
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
                debug!(target: "tfplugin.tls", "the client proved its certificate");
                Connection::new(stream)
            }
            Ok(Err(error)) => {
                warn!(target: "tfplugin.tls", %error, "a connection was refused");
                return;
            }
            Err(_) => {
                warn!(target: "tfplugin.tls", "a connection was closed: no TLS handshake in time");
                return;
            }
        },
    };
    // Fails only when the server is gone already.
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
