//! The resources of the provider with their private state dropped before Terraform gets it: to measure what it costs.
//!
//! It creates and removes objects as the provider does. Its plans are not guarded against changes by others, and the two
//! halves of a replacement do not know of each other.

use std::process::ExitCode;

use configmgr::resources::{Account, Site, SiteSystem, SupRole, SyncSettings};
use configmgr::{Client, Configmgr, HierarchyResource, PLUGIN, ProviderConfig};
use tfplugin::framework::context::{Context, Private};
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::provider::{Provider, Registry};
use tfplugin::framework::resource::{Create, Failure, Plan, Resource, Update, Validation};
use tfplugin::framework::server::ProviderServer;
use tfplugin::runtime::run;

fn main() -> ExitCode {
    run(&PLUGIN, ProviderServer::new(WithoutPrivateState))
}

struct WithoutPrivateState;

impl Provider for WithoutPrivateState {
    type Config = ProviderConfig;
    type Client = Client;
    const HANDLERS_AT_ONCE: usize = Configmgr::HANDLERS_AT_ONCE;

    fn configure(&self, config: ProviderConfig, terraform_version: &str) -> Result<Client, Diagnostics> {
        Configmgr.configure(config, terraform_version)
    }

    fn register(&self, registry: &mut Registry<Client>) {
        registry.resource(Dropping(HierarchyResource::<Site>::new()));
        registry.resource(Dropping(HierarchyResource::<SiteSystem>::new()));
        registry.resource(Dropping(HierarchyResource::<SupRole>::new()));
        registry.resource(Dropping(HierarchyResource::<SyncSettings>::new()));
        registry.resource(Dropping(HierarchyResource::<Account>::new()));
    }
}

/// A resource whose private state is dropped after each operation.
struct Dropping<R>(R);

impl<R: Resource> Resource for Dropping<R> {
    type Client = R::Client;
    type Model = R::Model;
    const TYPE_NAME: &'static str = R::TYPE_NAME;

    fn validate(&self, validation: Validation<R::Model>) -> Diagnostics {
        self.0.validate(validation)
    }

    fn plan(&self, context: &mut Context<'_, R::Client>, plan: &mut Plan<'_, R::Model>) -> Result<(), Diagnostics> {
        dropping(context, |context| self.0.plan(context, plan))
    }

    fn plan_removal(&self, context: &mut Context<'_, R::Client>, prior: R::Model) -> Result<(), Diagnostics> {
        dropping(context, |context| self.0.plan_removal(context, prior))
    }

    fn create(
        &self,
        context: &mut Context<'_, R::Client>,
        create: Create<R::Model>,
    ) -> Result<R::Model, Failure<R::Model>> {
        dropping(context, |context| self.0.create(context, create))
    }

    fn read(&self, context: &mut Context<'_, R::Client>, state: R::Model) -> Result<Option<R::Model>, Diagnostics> {
        dropping(context, |context| self.0.read(context, state))
    }

    fn update(
        &self,
        context: &mut Context<'_, R::Client>,
        update: Update<R::Model>,
    ) -> Result<R::Model, Failure<R::Model>> {
        dropping(context, |context| self.0.update(context, update))
    }

    fn delete(&self, context: &mut Context<'_, R::Client>, prior: R::Model) -> Result<(), Diagnostics> {
        self.0.delete(context, prior)
    }

    fn import(&self, context: &mut Context<'_, R::Client>, id: &str) -> Result<R::Model, Diagnostics> {
        dropping(context, |context| self.0.import(context, id))
    }
}

fn dropping<C, T>(context: &mut Context<'_, C>, operation: impl FnOnce(&mut Context<'_, C>) -> T) -> T {
    let result = operation(context);
    context.private = Private::default();
    result
}
