//! Actions: what a user runs by hand, or after a change of a resource. They have no state.

use crate::framework::context::Context;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::Model;

/// Something Terraform does on request (from Terraform 1.14 on).
///
/// Nothing of an action is stored: one that failed is not run again by the next apply. So it must be safe to run it again,
/// which users do with `terraform apply -invoke=action.TYPE.NAME`.
pub trait Action: Send + Sync + 'static {
    /// The client of the configured provider.
    type Client: Send + Sync + 'static;
    /// Its configuration: a struct whose fields declare the schema. Each is required or optional. An ephemeral value is
    /// accepted in write-only attributes only.
    type Config: Model;
    /// The full type name, such as `configmgr_synchronize`.
    const TYPE_NAME: &'static str;

    /// What is wrong with a configuration on its own, beyond what the schema says. May run without a configured provider,
    /// with any value unknown. It must not block. It runs once more before [`Action::plan`] and [`Action::invoke`], where
    /// more values are known.
    fn validate(&self, _config: &Self::Config) -> Diagnostics {
        Diagnostics::new()
    }

    /// Checks a planned invocation; may add a warning, return an error or defer it. Values may be unknown. While the value of
    /// a plain field is unknown, it is not called.
    fn plan(&self, _context: &mut Context<'_, Self::Client>, _config: Self::Config) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Runs the action. All values are known.
    ///
    /// The cancellation of the context is requested when the user interrupts, and when Terraform is gone. An action that runs
    /// on after an interrupt is reported as failed.
    ///
    /// # Errors
    /// Why it failed, and what it did nevertheless.
    fn invoke(
        &self,
        context: &mut Context<'_, Self::Client>,
        config: Self::Config,
        progress: &Progress,
    ) -> Result<(), Diagnostics>;
}

/// Shows how an action proceeds, while it runs.
pub struct Progress(Box<dyn Fn(String) + Send + Sync>);

impl Progress {
    /// A progress whose messages are passed to a function, for a test of a handler.
    pub fn new(show: impl Fn(String) + Send + Sync + 'static) -> Self {
        Self(Box::new(show))
    }

    /// Shows a message to the user. It is dropped where nobody reads it.
    pub fn report(&self, message: impl Into<String>) {
        (self.0)(message.into());
    }
}

impl std::fmt::Debug for Progress {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Progress")
    }
}
