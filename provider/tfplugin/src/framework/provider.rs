//! The provider itself: its configuration, and the list of what it offers.

use std::collections::BTreeMap;

use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::ephemeral::EphemeralResource;
use crate::framework::function::Function;
use crate::framework::model::Model;
use crate::framework::resource::Resource;
use crate::framework::typed::{
    AnyDataSource, AnyEphemeralResource, AnyFunction, AnyResource, TypedDataSource, TypedEphemeralResource,
    TypedFunction, TypedResource,
};

/// A provider.
pub trait Provider: Send + Sync + 'static {
    /// Its configuration block: a struct of [`crate::framework::value::Attr`] fields that declares the schema.
    type Config: Model;
    /// What handlers need of the configuration, such as a connection. All handlers share it.
    type Client: Send + Sync + 'static;
    /// How many handlers may run at the same time, each on its own thread; at least 1. Terraform makes up to ten calls
    /// at the same time, unless `-parallelism` is set. Further calls wait and occupy no thread, as do calls between two
    /// attempts ([`crate::framework::context::Context::try_again_in`]). Each thread costs memory.
    const HANDLERS_AT_ONCE: usize = 10;

    /// What is wrong with the configuration on its own. Any value may be unknown.
    fn validate(&self, _config: &Self::Config) -> Diagnostics {
        Diagnostics::new()
    }

    /// Returns the client. Called once per run; several times in a process started with `--debug`. While planning,
    /// values may be unknown: report that when a handler needs them.
    fn configure(&self, config: Self::Config, terraform_version: &str) -> Result<Self::Client, Diagnostics>;

    /// Registers everything the provider offers.
    fn register(&self, registry: &mut Registry<Self::Client>);
}

/// What a provider offers, by name.
pub struct Registry<C> {
    pub(crate) resources: BTreeMap<&'static str, Box<dyn AnyResource<C>>>,
    pub(crate) data_sources: BTreeMap<&'static str, Box<dyn AnyDataSource<C>>>,
    pub(crate) ephemeral_resources: BTreeMap<&'static str, Box<dyn AnyEphemeralResource<C>>>,
    pub(crate) functions: BTreeMap<&'static str, Box<dyn AnyFunction>>,
}

impl<C: Send + Sync + 'static> Registry<C> {
    pub(crate) fn of<P: Provider<Client = C>>(provider: &P) -> Self {
        let mut registry = Self {
            resources: BTreeMap::new(),
            data_sources: BTreeMap::new(),
            ephemeral_resources: BTreeMap::new(),
            functions: BTreeMap::new(),
        };
        provider.register(&mut registry);
        registry
    }

    /// Offers a resource type.
    pub fn resource<R: Resource<Client = C>>(&mut self, resource: R) {
        self.resources.insert(R::TYPE_NAME, Box::new(TypedResource::new(resource)));
    }

    /// Offers a data source.
    pub fn data_source<D: DataSource<Client = C>>(&mut self, data_source: D) {
        self.data_sources.insert(D::TYPE_NAME, Box::new(TypedDataSource::new(data_source)));
    }

    /// Offers an ephemeral resource type.
    pub fn ephemeral_resource<E: EphemeralResource<Client = C>>(&mut self, resource: E) {
        self.ephemeral_resources.insert(E::TYPE_NAME, Box::new(TypedEphemeralResource::new(resource)));
    }

    /// Offers a function.
    pub fn function<F: Function>(&mut self, function: F) {
        self.functions.insert(F::NAME, Box::new(TypedFunction::new(function)));
    }
}

impl<C> std::fmt::Debug for Registry<C> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.resources.keys().chain(self.data_sources.keys());
        out.debug_set().entries(names.chain(self.ephemeral_resources.keys()).chain(self.functions.keys())).finish()
    }
}
