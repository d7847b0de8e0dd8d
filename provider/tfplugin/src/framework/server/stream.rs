//! Answering a call with events, which the client receives while its handler runs.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Wakeup, Poll};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio_stream::Stream;
use tonic::codegen::BoxStream;
use tonic::{Response, Status};

use super::Core;
use super::answer::{Failed, GLANCE, handle};
use super::subject::Call;
use crate::framework::context::{Attempt, Cancellation};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::provider::Provider;

/// How many events wait for the client. Then the handler waits.
const WAITING: usize = 16;
/// How long a handler may run on after the user's interrupt, before the call ends without it.
const GRACE: Duration = Duration::from_secs(3);

/// Shows an event to the client, and waits until it has room for it. An event that nobody reads is dropped.
pub(super) type Show<E> = Box<dyn Fn(E) + Send + Sync>;

/// A function that handles a request, and shows events meanwhile.
type Handler<P, Q, R, E> = fn(&Core<P>, &Cancellation, &Attempt, &Q, Show<E>) -> Result<R, Diagnostics>;

/// Answers a call with the events that its handler shows, and a last one, if there is one for what the handler returned. That
/// comes whatever happens: also after a panic, and soon after an interrupt that the handler ignores.
pub(super) fn stream<P, Q, R, E>(
    rpc: &'static str,
    core: &Arc<Core<P>>,
    handler: Handler<P, Q, R, E>,
    request: Q,
) -> Response<BoxStream<E>>
where
    P: Provider,
    Q: Call + Send + Sync + 'static,
    R: Failed + Into<Option<E>> + Send + 'static,
    E: Send + Unpin + 'static,
{
    let (show, shown) = mpsc::channel(WAITING);
    let (end, last) = oneshot::channel();
    let (core, cancellation) = (Arc::clone(core), core.cancellation.of_call());
    let events = Events { shown, last: Some(last), conclusion: None, cancellation: cancellation.clone() };
    tokio::spawn(async move {
        let interrupt = core.cancellation.clone();
        let handler = move |core: &Core<P>, attempt: &Attempt, request: &Q| {
            let show = show.clone();
            let show = move |event| drop(show.blocking_send(event));
            handler(core, &cancellation, attempt, request, Box::new(show))
        };
        let last = tokio::select! {
            answer = handle(rpc, &core, handler, request) => answer.map(Response::into_inner),
            () = ignored(&interrupt) => Ok(R::failed(still_running())),
        };
        // Nobody reads it where the client is gone.
        let _ = end.send(last.map(Into::into));
    });
    Response::new(Box::pin(events))
}

/// Completes some time after the user's interrupt.
async fn ignored(interrupt: &Cancellation) {
    while !interrupt.is_requested() {
        tokio::time::sleep(GLANCE).await;
    }
    tokio::time::sleep(GRACE).await;
}

fn still_running() -> Diagnostics {
    let detail = "It did not end soon after the interrupt. What it did is not known here.";
    Diagnostic::error("Interrupted while it was running", detail).into()
}

/// The events of a call. When the client no longer reads them, the call is canceled.
struct Events<E> {
    shown: mpsc::Receiver<E>,
    /// The last event; `None` once it is known.
    last: Option<oneshot::Receiver<Result<Option<E>, Status>>>,
    conclusion: Option<Result<E, Status>>,
    cancellation: Cancellation,
}

impl<E: Unpin> Stream for Events<E> {
    type Item = Result<E, Status>;

    fn poll_next(self: Pin<&mut Self>, wakeup: &mut Wakeup<'_>) -> Poll<Option<Self::Item>> {
        let events = self.get_mut();
        if let Some(last) = &mut events.last
            && let Poll::Ready(last) = Pin::new(last).poll(wakeup)
        {
            events.last = None;
            let last = last.unwrap_or_else(|_| Err(Status::internal("the call ended early")));
            events.conclusion = last.transpose();
            // A handler that runs on shows nothing more.
            events.shown.close();
        }
        match events.shown.poll_recv(wakeup) {
            Poll::Ready(Some(event)) => Poll::Ready(Some(Ok(event))),
            _ if events.last.is_some() => Poll::Pending,
            _ => Poll::Ready(events.conclusion.take()),
        }
    }
}

impl<E> Drop for Events<E> {
    fn drop(&mut self) {
        self.cancellation.request();
    }
}
