//! Answering a call, whether its handler succeeds, fails or panics.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use tonic::{Response, Status};

use super::Core;
use crate::framework::context::Attempt;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::provider::Provider;
use crate::framework::typed::provider_bug;
use crate::protocol::tfplugin6 as wire;

/// A response that can report a failed call.
pub(super) trait Failed {
    fn failed(diagnostics: Diagnostics) -> Self;
}

macro_rules! failed_by_diagnostics {
    ($($message:ident),* $(,)?) => {$(
        impl Failed for wire::$message::Response {
            #[allow(clippy::needless_update, reason = "some responses have diagnostics alone")]
            fn failed(diagnostics: Diagnostics) -> Self {
                Self { diagnostics: diagnostics.to_protocol(), ..Default::default() }
            }
        }
    )*};
}

failed_by_diagnostics!(
    get_metadata,
    get_provider_schema,
    get_functions,
    validate_provider_config,
    configure_provider,
    validate_resource_config,
    upgrade_resource_state,
    read_resource,
    plan_resource_change,
    apply_resource_change,
    import_resource_state,
    move_resource_state,
    validate_data_resource_config,
    read_data_source,
    validate_ephemeral_resource_config,
    open_ephemeral_resource,
    renew_ephemeral_resource,
    close_ephemeral_resource,
);

impl Failed for wire::call_function::Response {
    fn failed(diagnostics: Diagnostics) -> Self {
        let text = diagnostics.iter().map(|found| format!("{}: {}", found.summary, found.detail)).collect::<Vec<_>>();
        let error = wire::FunctionError { text: text.join("\n"), function_argument: None };
        Self { error: Some(error), result: None }
    }
}

/// Answers a call on the current thread.
pub(super) fn compute<R: Failed>(
    rpc: &'static str,
    compute: impl FnOnce() -> Result<R, Diagnostics>,
) -> Result<Response<R>, Status> {
    let called = Instant::now();
    Ok(respond(rpc, called, guarded(rpc, compute)))
}

/// A function that handles a request.
type Handler<P, Q, R> = fn(&Core<P>, &Attempt, &Q) -> Result<R, Diagnostics>;

/// Answers a call with a handler on a worker, in as many attempts as the handler needs. Between attempts, the call
/// occupies no worker.
pub(super) async fn handle<P: Provider, Q: Send + 'static, R: Failed + Send + 'static>(
    rpc: &'static str,
    core: &Arc<Core<P>>,
    handler: Handler<P, Q, R>,
    mut request: Q,
) -> Result<Response<R>, Status> {
    let called = Instant::now();
    let outcome = loop {
        let core = Arc::clone(core);
        let attempt = tokio::task::spawn_blocking(move || {
            let attempt = Attempt::new(called);
            let outcome = guarded(rpc, || handler(&core, &attempt, &request));
            (outcome, attempt.again(), request)
        });
        match attempt.await {
            Ok((outcome, None, _)) => break outcome,
            Ok((_, Some(delay), same)) => {
                request = same;
                tokio::time::sleep(delay).await;
            }
            Err(gone) => break Err(provider_bug(&format!("the worker of {rpc} ended early: {gone}")).into()),
        }
    };
    Ok(respond(rpc, called, outcome))
}

fn respond<R: Failed>(rpc: &'static str, called: Instant, outcome: Result<R, Diagnostics>) -> Response<R> {
    let microseconds = u64::try_from(called.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(target: "tfplugin.server", rpc, microseconds, "answered");
    Response::new(outcome.unwrap_or_else(R::failed))
}

/// Runs a handler. A panic becomes a diagnostic, and the process continues.
pub(super) fn guarded<R>(
    rpc: &'static str,
    handler: impl FnOnce() -> Result<R, Diagnostics>,
) -> Result<R, Diagnostics> {
    catch_unwind(AssertUnwindSafe(handler)).unwrap_or_else(|panic| Err(panicked(rpc, panic.as_ref()).into()))
}

fn panicked(rpc: &str, panic: &(dyn Any + Send)) -> Diagnostic {
    let message = panic.downcast_ref::<&str>().copied();
    let message = message.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    tracing::error!(target: "tfplugin.server", rpc, message, "a handler panicked");
    provider_bug(&format!("it panicked in {rpc}: {message}"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

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

    fn be_the_other(_: &Core<Single>, _: &Attempt, (): &()) -> Read {
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
            handle("other", &core, be_the_other, ()).await
        };
        let one_worker = tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(1).build();
        let (waited, _) = one_worker.unwrap().block_on(async { tokio::join!(waiting, other) });
        let waited = waited.unwrap().into_inner();
        assert_eq!((waited.private, waited.diagnostics), (b"mine".to_vec(), Vec::new()));
    }

    #[tokio::test]
    async fn a_panic_of_a_handler_is_an_error_and_the_next_call_is_answered() {
        let core = ProviderServer::new(Single).0;
        let panicking = |_: &Core<Single>, _: &Attempt, (): &()| -> Read { panic!("at the disco") };
        let response = handle("panicking", &core, panicking, ()).await.unwrap().into_inner();
        assert!(response.diagnostics[0].detail.contains("it panicked in panicking: at the disco"));
        let response = handle("other", &core, be_the_other, ()).await.unwrap().into_inner();
        assert_eq!(response.diagnostics, []);
    }
}
