//! The provider itself: its configuration, and the list of what it offers.

use std::collections::BTreeMap;

use crate::framework::action::Action;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::ephemeral::EphemeralResource;
use crate::framework::function::Function;
use crate::framework::identity::IdentifiedResource;
use crate::framework::list::ListedResource;
use crate::framework::model::Model;
use crate::framework::resource::Resource;
use crate::framework::schema::{Mistake, SchemaError, mistake_in_name};
use crate::framework::typed::{
    AnyAction, AnyDataSource, AnyEphemeralResource, AnyResource, TypedAction, TypedDataSource, TypedEphemeralResource,
    TypedResource,
};

/// A provider.
pub trait Provider: Send + Sync + 'static {
    /// Its configuration block: a struct whose fields declare the schema. A field that is not an
    /// [`Attr`](crate::framework::value::Attr) cannot hold a value that is not known yet: [`Provider::configure`] is not
    /// called then, and the user is told.
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
    pub(crate) actions: BTreeMap<&'static str, Box<dyn AnyAction<C>>>,
    pub(crate) functions: BTreeMap<&'static str, Function>,
    /// Names that were registered twice.
    taken: Vec<Mistake>,
}

impl<C: Send + Sync + 'static> Registry<C> {
    pub(crate) fn of<P: Provider<Client = C>>(provider: &P) -> Self {
        let mut registry = Self {
            resources: BTreeMap::new(),
            data_sources: BTreeMap::new(),
            ephemeral_resources: BTreeMap::new(),
            actions: BTreeMap::new(),
            functions: BTreeMap::new(),
            taken: Vec::new(),
        };
        provider.register(&mut registry);
        registry
    }

    /// Offers a resource type.
    pub fn resource<R: Resource<Client = C>>(&mut self, resource: R) {
        self.add_resource(TypedResource::new(resource));
    }

    /// Offers a resource type whose objects have an identity.
    pub fn identified_resource<R: IdentifiedResource<Client = C>>(&mut self, resource: R) {
        self.add_resource(TypedResource::identified(resource));
    }

    /// Offers a resource type whose objects have an identity and can be listed.
    pub fn listed_resource<R: ListedResource<Client = C>>(&mut self, resource: R) {
        self.add_resource(TypedResource::listed(resource));
    }

    fn add_resource<R: Resource<Client = C>>(&mut self, resource: TypedResource<R>) {
        let earlier = self.resources.insert(R::TYPE_NAME, Box::new(resource));
        self.note_taken("resource", R::TYPE_NAME, earlier.is_some());
    }

    /// Offers a data source.
    pub fn data_source<D: DataSource<Client = C>>(&mut self, data_source: D) {
        let earlier = self.data_sources.insert(D::TYPE_NAME, Box::new(TypedDataSource::new(data_source)));
        self.note_taken("data source", D::TYPE_NAME, earlier.is_some());
    }

    /// Offers an ephemeral resource type.
    pub fn ephemeral_resource<E: EphemeralResource<Client = C>>(&mut self, resource: E) {
        let earlier = self.ephemeral_resources.insert(E::TYPE_NAME, Box::new(TypedEphemeralResource::new(resource)));
        self.note_taken("ephemeral resource", E::TYPE_NAME, earlier.is_some());
    }

    /// Offers an action. Clients without actions (Terraform before 1.14, OpenTofu) do not see it.
    pub fn action<A: Action<Client = C>>(&mut self, action: A) {
        let earlier = self.actions.insert(A::TYPE_NAME, Box::new(TypedAction::new(action)));
        self.note_taken("action", A::TYPE_NAME, earlier.is_some());
    }

    /// Offers a function.
    pub fn function(&mut self, function: Function) {
        let name = function.name();
        let earlier = self.functions.insert(name, function);
        self.note_taken("function", name, earlier.is_some());
    }

    fn note_taken(&mut self, kind: &str, name: &str, taken: bool) {
        if taken {
            self.taken
                .push(Mistake::new(&format!("{kind} {name}"), "it is registered twice: rename one, or leave it out"));
        }
    }

    /// All mistakes in names, schemas and signatures. `provider` is the provider's type, if it is known.
    pub(crate) fn mistakes(&self, provider: Option<&str>) -> Vec<Mistake> {
        let mut found = self.taken.clone();
        for (name, resource) in &self.resources {
            found.extend(of_type("resource", name, provider, resource.schema().err()));
            let of_identity = resource.identity_schema().and_then(Result::err);
            found.extend(of_schema(&format!("resource {name}"), of_identity));
            let of_list = resource.list_schema().and_then(Result::err);
            found.extend(of_schema(&format!("list resource {name}"), of_list));
        }
        for (name, source) in &self.data_sources {
            found.extend(of_type("data source", name, provider, source.schema().err()));
        }
        for (name, resource) in &self.ephemeral_resources {
            found.extend(of_type("ephemeral resource", name, provider, resource.schema().err()));
        }
        for (name, action) in &self.actions {
            found.extend(of_type("action", name, provider, action.schema().err()));
        }
        for function in self.functions.values() {
            found.extend(function.signature().err().iter().flat_map(SchemaError::mistakes).cloned());
        }
        found
    }
}

/// Mistakes in the name and the schema of a type.
fn of_type(kind: &str, name: &str, provider: Option<&str>, error: Option<&SchemaError>) -> Vec<Mistake> {
    let belongs = |provider: &str| {
        name == provider || name.strip_prefix(provider).is_some_and(|rest| rest.starts_with('_') && rest.len() > 1)
    };
    let place = format!("{kind} {name}");
    let of_name = mistake_in_name(name).map(str::to_owned);
    let of_prefix = provider.filter(|provider| !belongs(provider));
    let of_prefix =
        of_prefix.map(|provider| format!("Terraform finds a type by its prefix: begin the name with {provider}_"));
    let of_both = of_name.into_iter().chain(of_prefix).map(|problem| Mistake::new(&place, problem));
    of_both.chain(of_schema(&place, error)).collect()
}

/// Mistakes in a schema of a type.
fn of_schema(place: &str, error: Option<&SchemaError>) -> Vec<Mistake> {
    let found = error.into_iter().flat_map(SchemaError::mistakes);
    found.map(|mistake| Mistake::new(&format!("{place}, {}", mistake.place), mistake.problem.as_str())).collect()
}

impl<C> std::fmt::Debug for Registry<C> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.resources.keys().chain(self.data_sources.keys());
        let names = names.chain(self.ephemeral_resources.keys()).chain(self.actions.keys());
        out.debug_set().entries(names.chain(self.functions.keys())).finish()
    }
}
