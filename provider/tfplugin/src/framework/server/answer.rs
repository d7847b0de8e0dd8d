//! Running a handler, whatever becomes of it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tonic::{Response, Status};

use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::typed::provider_bug;
use crate::protocol::tfplugin6 as wire;

/// A response that can say that a call failed.
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

/// Where a handler runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thread {
    /// Where the bytes move: it takes microseconds, and another thread would cost more than it.
    Same,
    /// On one of its own: it may wait for something.
    Worker,
}

/// Answers a call, with a panic made a diagnostic.
pub(super) async fn run<R: Failed + Send + 'static>(
    rpc: &'static str,
    thread: Thread,
    handler: impl FnOnce() -> Result<R, Diagnostics> + Send + 'static,
) -> Result<Response<R>, Status> {
    let started = Instant::now();
    let outcome = match thread {
        Thread::Same => guarded(rpc, handler),
        Thread::Worker => tokio::task::spawn_blocking(move || guarded(rpc, handler))
            .await
            .unwrap_or_else(|gone| Err(provider_bug(&format!("the worker of {rpc} ended early: {gone}")).into())),
    };
    let response = outcome.unwrap_or_else(R::failed);
    let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(target: "tfplugin.server", rpc, microseconds, "answered");
    Ok(Response::new(response))
}

/// Runs a handler; a panic in it is a diagnostic and the process lives on.
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
    provider_bug(&format!("it stopped unexpectedly in {rpc}: {message}"))
}
