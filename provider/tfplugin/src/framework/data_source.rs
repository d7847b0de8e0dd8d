//! Data sources: what a configuration can read.

use crate::framework::context::Context;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::Model;

/// A kind of data that Terraform can read.
pub trait DataSource: Send + Sync + 'static {
    /// The client of the configured provider.
    type Client: Send + Sync + 'static;
    /// Arguments and result: a struct whose fields declare the schema. An optional argument and a computed attribute is an
    /// `Option` or an [`Attr`](crate::framework::value::Attr): it is null before [`DataSource::read`]. In an object that a
    /// computed attribute has, which only the handler makes, each field may be plain. No attribute has a default: decide in
    /// the handler. The words `replace`, `stable` and `ignore_case` mean nothing here.
    type Model: Model;
    /// The full type name, such as `configmgr_hierarchy`.
    const TYPE_NAME: &'static str;
    /// The arguments of a data source that finds an object of a resource, and has the struct of that resource as
    /// [`DataSource::Model`]: these attributes are required, all others are computed, whatever their words say. Without
    /// any, the words of the struct count.
    ///
    /// The struct of a resource may have defaults and plain computed fields, which count for the resource: before
    /// [`DataSource::read`], a plain field that is not an argument is empty (`""`, 0, `false`, `[]`).
    const LOOKED_UP_BY: &'static [&'static str] = &[];

    /// What is wrong with a configuration on its own, beyond what the schema says.
    fn validate(&self, _config: &Self::Model) -> Diagnostics {
        Diagnostics::new()
    }

    /// Reads the data. The arguments must be returned unchanged. Data that is not found is an error.
    fn read(&self, context: &mut Context<'_, Self::Client>, config: Self::Model) -> Result<Self::Model, Diagnostics>;
}
