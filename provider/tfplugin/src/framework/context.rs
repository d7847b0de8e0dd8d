//! What a handler receives besides its values, and what it may return besides them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::value::Value;
use crate::protocol::tfplugin6::deferred;

/// Set when the user interrupts the run. A handler that takes long checks it, and returns what it has done so far.
#[derive(Clone, Debug, Default)]
pub struct Cancellation {
    requested: Arc<AtomicBool>,
    /// That of the process, if this is of one call.
    of_process: Option<Arc<AtomicBool>>,
}

impl Cancellation {
    /// Whether the user asked to stop.
    pub fn is_requested(&self) -> bool {
        let is_set = |flag: &Arc<AtomicBool>| flag.load(Ordering::Relaxed);
        is_set(&self.requested) || self.of_process.as_ref().is_some_and(is_set)
    }

    /// Asks to stop.
    #[doc(hidden)]
    pub fn request(&self) {
        self.requested.store(true, Ordering::Relaxed);
    }

    /// That of one call, which can be canceled alone.
    pub(crate) fn of_call(&self) -> Self {
        Self { requested: Arc::default(), of_process: Some(Arc::clone(&self.requested)) }
    }

    pub(crate) fn reset(&self) {
        self.requested.store(false, Ordering::Relaxed);
    }
}

/// Bytes Terraform stores beside an object's state for the provider alone. It never shows them to users.
///
/// A provider chooses their form. Terraform writes them in base64 into the state, which it rewrites after every step of
/// an apply, so keep them short. They must not hold a secret: the state is plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Private(pub(crate) Vec<u8>);

impl Private {
    /// The bytes as Terraform returned them; empty if the provider stored none.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Replaces the bytes. No bytes mean that nothing is stored.
    pub fn set_bytes(&mut self, bytes: impl Into<Vec<u8>>) {
        self.0 = bytes.into();
    }

    /// What [`Private::write`] stored; `None` if nothing is stored.
    ///
    /// # Errors
    /// The bytes are not the JSON of this type, for example those of another version of the provider.
    pub fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, Diagnostics> {
        if self.0.is_empty() {
            return Ok(None);
        }
        serde_json::from_slice(&self.0).map(Some).map_err(|error| {
            let detail = format!("What the provider stored beside the state is not as expected: {error}.");
            Diagnostic::error("The private data cannot be read", detail).into()
        })
    }

    /// Stores a value as JSON.
    ///
    /// # Errors
    /// The value has no form in JSON.
    pub fn write<T: Serialize>(&mut self, data: &T) -> Result<(), Diagnostics> {
        self.0 = serde_json::to_vec(data)
            .map_err(|error| Diagnostic::error("The private data cannot be stored", format!("{error}.")))?;
        Ok(())
    }
}

/// Why an operation is deferred to a later run. Only some clients allow that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeferReason {
    /// Values of the resource's configuration are not known yet.
    ResourceConfigUnknown,
    /// Values of the provider's configuration are not known yet.
    ProviderConfigUnknown,
    /// An object the resource needs does not exist yet.
    AbsentPrerequisite,
}

impl DeferReason {
    pub(crate) fn to_protocol(self) -> crate::protocol::tfplugin6::Deferred {
        let reason = match self {
            Self::ResourceConfigUnknown => deferred::Reason::ResourceConfigUnknown,
            Self::ProviderConfigUnknown => deferred::Reason::ProviderConfigUnknown,
            Self::AbsentPrerequisite => deferred::Reason::AbsentPrereq,
        };
        crate::protocol::tfplugin6::Deferred { reason: reason.into() }
    }
}

/// One attempt to answer a call.
#[derive(Debug)]
#[doc(hidden)]
pub struct Attempt {
    /// When the call came.
    called: Instant,
    /// After which delay to try again.
    again: Mutex<Option<Duration>>,
}

impl Attempt {
    /// The first one of a call.
    pub fn new(called: Instant) -> Self {
        Self { called, again: Mutex::new(None) }
    }

    /// The delay after which to try again; `None` if the attempt was the last.
    pub fn again(&self) -> Option<Duration> {
        *self.again.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes it the last one. Whether another one was to follow.
    pub(crate) fn is_last_after_all(&self) -> bool {
        self.again.lock().unwrap_or_else(PoisonError::into_inner).take().is_some()
    }
}

/// Names the object on the lines that the current call logs from here on.
pub(crate) fn log_id(id: &str) {
    tracing::Span::current().record("tf_resource_id", id);
}

/// What every handler of a configured provider receives.
#[derive(Debug)]
pub struct Context<'a, C> {
    /// The client that [`crate::framework::provider::Provider::configure`] returned.
    pub client: &'a C,
    /// The private data of the object: as it was stored, and as it is to be stored.
    pub private: Private,
    /// While planning again during apply: the private data that the first plan stored. `None` in the first plan, and with
    /// clients that do not send it (Terraform before 1.16, OpenTofu): nothing may depend on it.
    pub planned_private: Option<Private>,
    /// Whether the user asked to stop.
    pub cancellation: &'a Cancellation,
    /// Whether the client accepts a deferral ([`Context::defer`]).
    pub deferral_allowed: bool,
    pub(crate) attempt: &'a Attempt,
    /// Why the operation is deferred.
    #[doc(hidden)]
    pub deferred: Option<DeferReason>,
    /// The warnings of the handler.
    #[doc(hidden)]
    pub warnings: Diagnostics,
    /// The identity of the object, if its type has one: as it was stored or planned, and as it is to be.
    pub(crate) identity: Option<Value>,
}

impl<'a, C> Context<'a, C> {
    /// A context for one attempt.
    #[doc(hidden)]
    pub fn new(client: &'a C, cancellation: &'a Cancellation, attempt: &'a Attempt) -> Self {
        Self {
            client,
            private: Private::default(),
            planned_private: None,
            cancellation,
            deferral_allowed: false,
            attempt,
            deferred: None,
            warnings: Diagnostics::new(),
            identity: None,
        }
    }

    /// Shows a warning to the user. It does not stop the operation.
    pub fn warn(&mut self, warning: Diagnostic) {
        self.warnings.push(warning);
    }

    /// The time since the client called, all attempts included that ended with [`Context::try_again_in`].
    pub fn waited(&self) -> Duration {
        self.attempt.called.elapsed()
    }

    /// Ends this attempt: the handler returns the error it is given here, and is called again with the same request
    /// after the delay. Whatever else it returned or changed in the context is dropped.
    ///
    /// This is the way to wait for another operation. A handler that sleeps keeps its thread from that operation.
    #[must_use = "the attempt ends when the handler returns this error"]
    pub fn try_again_in(&self, delay: Duration) -> Diagnostics {
        // The first delay counts: the attempt is over.
        self.attempt.again.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(delay);
        Diagnostics::new()
    }

    /// Names the object on the lines that are logged from here on. The framework does it for objects that exist.
    pub fn log_id(&self, id: &str) {
        log_id(id);
    }

    /// Defers the operation to a later run if the client allows that; otherwise does nothing.
    pub fn defer(&mut self, reason: DeferReason) {
        if self.deferral_allowed {
            self.deferred = Some(reason);
        }
    }
}
