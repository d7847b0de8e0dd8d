//! Calls a handler without a server.

use std::time::{Duration, Instant};

use tfplugin::framework::context::{Attempt, Cancellation, Context, DeferReason, Private};
use tfplugin::framework::diagnostics::Diagnostics;

/// What a handler receives in a unit test, and what it left there.
///
/// ```
/// use tfplugin::framework::context::Context;
/// use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
/// use tfplugin_testing::TestContext;
///
/// struct Client { greeting: &'static str }
///
/// fn greet(context: &mut Context<'_, Client>, name: &str) -> Result<String, Diagnostics> {
///     if name.is_empty() {
///         context.warn(Diagnostic::warning("Nobody is greeted", "Set a name."));
///     }
///     Ok(format!("{}, {name}!", context.client.greeting))
/// }
///
/// let mut test = TestContext::new(Client { greeting: "Hello" });
/// assert_eq!(test.call(|context| greet(context, "Ada")), Ok("Hello, Ada!".to_owned()));
/// assert!(test.warnings().is_empty());
/// ```
#[derive(Debug)]
pub struct TestContext<C> {
    client: C,
    private: Private,
    cancellation: Cancellation,
    deferral_allowed: bool,
    warnings: Diagnostics,
    deferred: Option<DeferReason>,
    again: Option<Duration>,
}

impl<C> TestContext<C> {
    /// A context with a client and no private data.
    pub fn new(client: C) -> Self {
        Self {
            client,
            private: Private::default(),
            cancellation: Cancellation::default(),
            deferral_allowed: false,
            warnings: Diagnostics::new(),
            deferred: None,
            again: None,
        }
    }

    /// With private data that an earlier handler stored.
    #[must_use]
    pub fn with_private(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.private.set_bytes(bytes);
        self
    }

    /// As if the user had interrupted the run.
    #[must_use]
    pub fn canceled(self) -> Self {
        self.cancellation.request();
        self
    }

    /// As if Terraform accepted a deferral.
    #[must_use]
    pub fn deferring(mut self) -> Self {
        self.deferral_allowed = true;
        self
    }

    /// Calls a handler. The private data that it stores is there at the next call.
    pub fn call<T>(&mut self, handler: impl FnOnce(&mut Context<'_, C>) -> T) -> T {
        let attempt = Attempt::new(Instant::now());
        let mut context = Context::new(&self.client, &self.cancellation, &attempt);
        context.private = self.private.clone();
        context.deferral_allowed = self.deferral_allowed;
        let result = handler(&mut context);
        self.private = context.private;
        self.warnings = context.warnings;
        self.deferred = context.deferred;
        self.again = attempt.again();
        result
    }

    /// The client.
    pub fn client(&self) -> &C {
        &self.client
    }

    /// The private data as the last handler left it.
    pub fn private(&self) -> &[u8] {
        self.private.bytes()
    }

    /// The warnings of the last handler.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// Why the last handler deferred its operation, if it did.
    pub fn deferred(&self) -> Option<DeferReason> {
        self.deferred
    }

    /// After which delay the last handler is to be called again, if it is.
    pub fn again(&self) -> Option<Duration> {
        self.again
    }
}
