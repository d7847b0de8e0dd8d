//! Data sources: what a configuration can read.

use crate::framework::context::Context;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::Model;

/// A kind of data that Terraform can read.
pub trait DataSource: Send + Sync + 'static {
    /// The client of the configured provider.
    type Client: Send + Sync + 'static;
    /// Arguments and result: a struct of [`crate::framework::value::Attr`] fields that declares the schema.
    type Model: Model;
    /// The full type name, such as `configmgr_hierarchy`.
    const TYPE_NAME: &'static str;

    /// What is wrong with a configuration on its own, beyond what the schema says.
    fn validate(&self, _config: &Self::Model) -> Diagnostics {
        Diagnostics::new()
    }

    /// Reads the data. The arguments must be returned unchanged. Data that is not found is an error.
    fn read(&self, context: &mut Context<'_, Self::Client>, config: Self::Model) -> Result<Self::Model, Diagnostics>;
}
