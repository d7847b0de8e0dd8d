//! Answering a call, whether its handler succeeds, fails or panics.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tonic::{Response, Status};
use tracing::Span;

use super::Core;
use super::subject::{self, Call, Received, Subject};
use crate::framework::context::Attempt;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::provider::Provider;
use crate::framework::typed::provider_bug;
use crate::protocol::tfplugin6 as wire;

/// A response that can report a failed call.
pub(super) trait Failed {
    fn failed(diagnostics: Diagnostics) -> Self;

    /// What it reports, as far as that has places in the configuration.
    fn diagnostics(&mut self) -> &mut [wire::Diagnostic];
}

macro_rules! failed_by_diagnostics {
    ($($message:ident),* $(,)?) => {$(
        impl Failed for wire::$message::Response {
            #[allow(clippy::needless_update, reason = "some responses have diagnostics alone")]
            fn failed(diagnostics: Diagnostics) -> Self {
                Self { diagnostics: diagnostics.to_protocol(), ..Default::default() }
            }

            fn diagnostics(&mut self) -> &mut [wire::Diagnostic] {
                &mut self.diagnostics
            }
        }
    )*};
}

failed_by_diagnostics!(
    get_metadata,
    get_provider_schema,
    get_functions,
    get_resource_identity_schemas,
    validate_provider_config,
    configure_provider,
    validate_resource_config,
    upgrade_resource_state,
    upgrade_resource_identity,
    read_resource,
    plan_resource_change,
    apply_resource_change,
    import_resource_state,
    generate_resource_config,
    move_resource_state,
    validate_data_resource_config,
    read_data_source,
    validate_ephemeral_resource_config,
    open_ephemeral_resource,
    renew_ephemeral_resource,
    close_ephemeral_resource,
    validate_list_resource_config,
    validate_action_config,
    plan_action,
);

impl Failed for wire::invoke_action::event::Completed {
    fn failed(diagnostics: Diagnostics) -> Self {
        Self { diagnostics: diagnostics.to_protocol() }
    }

    fn diagnostics(&mut self) -> &mut [wire::Diagnostic] {
        &mut self.diagnostics
    }
}

impl Failed for wire::call_function::Response {
    fn failed(diagnostics: Diagnostics) -> Self {
        let text = diagnostics.iter().map(|found| format!("{}: {}", found.summary, found.detail)).collect::<Vec<_>>();
        let error = wire::FunctionError { text: text.join("\n"), function_argument: None };
        Self { error: Some(error), result: None }
    }

    fn diagnostics(&mut self) -> &mut [wire::Diagnostic] {
        &mut []
    }
}

/// Answers a call on the current thread.
pub(super) fn compute<P: Provider, Q: Call, R: Failed>(
    rpc: &'static str,
    core: &Core<P>,
    compute: fn(&Core<P>, &Q) -> Result<R, Diagnostics>,
    request: Q,
) -> Result<Response<R>, Status> {
    let called = Instant::now();
    let Received(request) = &Received(request);
    let subject = request.subject();
    let outcome = || guarded(|| request.handler().to_string(), || compute(core, request));
    subject::span(rpc, subject).in_scope(|| {
        let outcome = outcome().map_err(|errors| request.handler().fails_with(errors));
        Ok(respond(core, subject, called, outcome))
    })
}

/// Answers a call with a handler on a worker, in as many attempts as the handler needs. Between attempts, the call
/// occupies no worker.
pub(super) async fn handle<P: Provider, Q: Call + Send + Sync + 'static, R: Failed + Send + 'static>(
    rpc: &'static str,
    core: &Arc<Core<P>>,
    handler: impl Fn(&Core<P>, &Attempt, &Q) -> Result<R, Diagnostics> + Send + Sync + 'static,
    request: Q,
) -> Result<Response<R>, Status> {
    let called = Instant::now();
    let span = subject::span(rpc, request.subject());
    let (handler, request) = (Arc::new(handler), Arc::new(Received(request)));
    let cancellation = core.cancellation.clone();
    let outcome = loop {
        let (core, handler) = (Arc::clone(core), Arc::clone(&handler));
        let (request, inside) = (Arc::clone(&request), span.clone());
        let mut attempt = tokio::task::spawn_blocking(move || {
            let (attempt, request) = (Attempt::new(called), &request.0);
            let outcome = inside.in_scope(|| {
                guarded(
                    || request.handler().to_string(),
                    || {
                        let answer = handler(&core, &attempt, request)?;
                        request.handler().ends_once(&attempt)?;
                        Ok(answer)
                    },
                )
            });
            match (outcome, attempt.again()) {
                (Err(_), Some(delay)) => Attempted::Again(delay),
                (outcome, _) => Attempted::Ended(outcome.map_err(|errors| request.handler().fails_with(errors))),
            }
        });
        let mut ignored = Duration::ZERO;
        let ended = loop {
            match tokio::time::timeout(GLANCE, &mut attempt).await {
                Ok(ended) => break ended,
                Err(_) if cancellation.is_requested() => ignored = log_ignored(&span, ignored),
                Err(_) => {}
            }
        };
        match ended {
            Ok(Attempted::Ended(outcome)) => break outcome,
            Ok(Attempted::Again(delay)) => {
                log_retry(&span, delay);
                tokio::time::sleep(delay).await;
            }
            Err(gone) => break Err(provider_bug(&format!("the worker of {rpc} ended early: {gone}")).into()),
        }
    };
    Ok(span.in_scope(|| respond(core, request.0.subject(), called, outcome)))
}

/// How an attempt ended.
enum Attempted<R> {
    Ended(Result<R, Diagnostics>),
    /// The handler asked for another one after this delay.
    Again(Duration),
}

/// How often a running handler is looked at.
pub(super) const GLANCE: Duration = Duration::from_secs(1);
/// How long after the user's interrupt a handler may run without a word in the log.
const PATIENCE: Duration = Duration::from_secs(10);

/// Notes that a handler ran on for another moment after the user's interrupt.
fn log_ignored(span: &Span, ignored: Duration) -> Duration {
    if ignored < PATIENCE && ignored + GLANCE >= PATIENCE {
        span.in_scope(|| {
            tracing::warn!(
                target: "tfplugin.server",
                "a handler runs on after the user's interrupt: a bug in the provider, if it does not look at \
                 Context::cancellation"
            );
        });
    }
    ignored + GLANCE
}

fn log_retry(span: &Span, delay: Duration) {
    let milliseconds = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::debug!(target: "tfplugin.server", milliseconds, "tries again later"));
}

/// The response, in which each diagnostic leads to a line of the configuration.
fn respond<P: Provider, R: Failed>(
    core: &Core<P>,
    subject: Subject<'_>,
    called: Instant,
    outcome: Result<R, Diagnostics>,
) -> Response<R> {
    let microseconds = u64::try_from(called.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(target: "tfplugin.server", microseconds, "answered");
    let mut response = outcome.unwrap_or_else(R::failed);
    let places: Vec<_> = response.diagnostics().iter_mut().filter_map(|found| found.attribute.as_mut()).collect();
    if !places.is_empty()
        && let Some(schema) = core.schema_of(subject)
    {
        places.into_iter().for_each(|place| schema.lead_to_line(place));
    }
    Response::new(response)
}

/// Runs a handler. A panic becomes a diagnostic that says where it was, and the process continues.
pub(super) fn guarded<R>(
    place: impl FnOnce() -> String,
    handler: impl FnOnce() -> Result<R, Diagnostics>,
) -> Result<R, Diagnostics> {
    catch_unwind(AssertUnwindSafe(handler)).unwrap_or_else(|panic| Err(panicked(&place(), panic.as_ref()).into()))
}

fn panicked(place: &str, panic: &(dyn Any + Send)) -> Diagnostic {
    let message = panic.downcast_ref::<&str>().copied();
    let message = message.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    tracing::error!(target: "tfplugin.server", message, "a handler panicked");
    provider_bug(&format!("it panicked in {place}: {message}"))
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::framework::context::{Cancellation, Context};
    use crate::framework::provider::Registry;
    use crate::framework::server::ProviderServer;

    struct Single;

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Config {}

    impl Provider for Single {
        type Config = Config;
        type Client = ();

        fn configure(&self, _: Config, _: &str) -> Result<(), Diagnostics> {
            Ok(())
        }

        fn register(&self, _: &mut Registry<()>) {}
    }

    static OTHER_IS_DONE: AtomicBool = AtomicBool::new(false);

    type Read = Result<wire::read_resource::Response, Diagnostics>;

    fn wait_for_the_other(_: &Core<Single>, attempt: &Attempt, request: &wire::read_resource::Request) -> Read {
        if OTHER_IS_DONE.load(Ordering::Relaxed) {
            Ok(wire::read_resource::Response { private: request.private.clone(), ..Default::default() })
        } else {
            Err(Context::new(&(), &Cancellation::default(), attempt).try_again_in(Duration::from_millis(1)))
        }
    }

    fn be_the_other(_: &Core<Single>, _: &Attempt, _: &wire::read_resource::Request) -> Read {
        OTHER_IS_DONE.store(true, Ordering::Relaxed);
        Ok(wire::read_resource::Response::default())
    }

    #[test]
    fn a_handler_that_waits_for_another_leaves_it_the_thread() {
        let core = ProviderServer::new(Single).0;
        let request = wire::read_resource::Request { private: b"mine".to_vec(), ..Default::default() };
        let waiting = handle("waiting", &core, wait_for_the_other, request);
        let other = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            handle("other", &core, be_the_other, wire::read_resource::Request::default()).await
        };
        let one_worker = tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(1).build();
        let (waited, _) = one_worker.unwrap().block_on(async { tokio::join!(waiting, other) });
        let waited = waited.unwrap().into_inner();
        assert_eq!((waited.private, waited.diagnostics), (b"mine".to_vec(), Vec::new()));
    }

    #[tokio::test]
    async fn a_panic_of_a_handler_is_an_error_and_the_next_call_is_answered() {
        let core = ProviderServer::new(Single).0;
        let panicking =
            |_: &Core<Single>, _: &Attempt, _: &wire::read_resource::Request| -> Read { panic!("at the disco") };
        let request = || wire::read_resource::Request { type_name: "sample_x".to_owned(), ..Default::default() };
        let response = handle("panicking", &core, panicking, request()).await.unwrap().into_inner();
        assert!(response.diagnostics[0].detail.contains("it panicked in `read` of sample_x: at the disco"));
        let response = handle("other", &core, be_the_other, request()).await.unwrap().into_inner();
        assert_eq!(response.diagnostics, []);
    }

    /// Terraform takes an answer without an error for a success, and would forget the object.
    #[tokio::test]
    async fn a_handler_that_neither_fails_nor_ends_is_an_error() {
        type Handler = fn(&Core<Single>, &Attempt, &wire::read_resource::Request) -> Read;
        let cases: [(Handler, &str); 3] = [
            (|_, _, _| Err(Diagnostics::new()), "`read` of sample_x failed without an error"),
            (|_, _, _| Err(Diagnostic::warning("It is slow", "").into()), "`read` of sample_x failed without an error"),
            (
                |_, attempt, _| {
                    let _ = Context::new(&(), &Cancellation::default(), attempt).try_again_in(Duration::from_millis(1));
                    Ok(wire::read_resource::Response::default())
                },
                "`read` of sample_x went on after `Context::try_again_in`",
            ),
        ];
        for (handler, expected) in cases {
            let core = ProviderServer::new(Single).0;
            let request = wire::read_resource::Request { type_name: "sample_x".to_owned(), ..Default::default() };
            let response = handle("silent", &core, handler, request).await.unwrap().into_inner();
            let last = response.diagnostics.last().unwrap();
            assert!(last.detail.contains(expected) && last.severity == 1, "{}", last.detail);
        }
    }
}
