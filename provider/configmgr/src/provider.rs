//! The provider block, and the list of the provider's resources, data sources and functions.

use hierarchy::Order;
use hierarchy::environment::{
    ACTOR_VARIABLE, DEFAULT_PATH, PATH_VARIABLE, operating_user, path_variable, text_variable,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::provider::{Provider, Registry};
use tfplugin::framework::value::Attr;
use tfplugin::runtime::Plugin;

use crate::client::{Client, Location, RunFile};
use crate::data_sources;
use crate::functions;
use crate::resource::HierarchyResource;
use crate::resources::{Account, Site, SiteSystem, SupRole, SyncSettings};

/// Name, address and version of the provider.
pub const PLUGIN: Plugin = Plugin {
    name: "configmgr",
    address: "registry.terraform.io/endpointops/configmgr",
    version: env!("CARGO_PKG_VERSION"),
};

/// Design, rehearse and check a Configuration Manager hierarchy: its sites, its software update points and their
/// synchronization settings, in a simulation that refuses what the product refuses. The provider contacts no server.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ProviderConfig {
    /// File of the hierarchy, created on first use. A relative path starts at the folder Terraform runs in; `~` is not expanded.
    /// Environment: `CONFIGMGR_PATH`. Default: `.configmgr/hierarchy.db`.
    #[schemars(length(min = 1), extend("x-terraform" = "optional"))]
    pub path: Attr<String>,
    /// Who makes the changes, for the change history, such as `ci/pull-request-42`. Environment: `CONFIGMGR_ACTOR`. Default:
    /// the user of the operating system.
    #[schemars(length(min = 1), extend("x-terraform" = "optional"))]
    pub actor: Attr<String>,
    /// How installation-order mistakes are handled. `strict`: an object is refused if an object it needs is not installed.
    /// `faithful`: as in the product, which does not enforce the order, the object is installed with a warning, and
    /// synchronization fails. Default: `strict`.
    #[schemars(extend("x-terraform" = "optional"))]
    pub order: Attr<Order>,
}

/// The provider `configmgr`.
#[derive(Clone, Copy, Debug)]
pub struct Configmgr;

impl Provider for Configmgr {
    type Config = ProviderConfig;
    type Client = Client;
    // The hierarchy has one writer. A second thread lets others read while it waits for another process.
    const HANDLERS_AT_ONCE: usize = 2;

    fn validate(&self, config: &ProviderConfig) -> Diagnostics {
        if let Location::File(path) = location(config) {
            RunFile::record_validation(&path);
        }
        Diagnostics::new()
    }

    fn configure(&self, config: ProviderConfig, _terraform_version: &str) -> Result<Client, Diagnostics> {
        let location = location(&config);
        let actor = match config.actor.known() {
            Some(actor) => actor.clone(),
            None => text_variable(ACTOR_VARIABLE).map_err(unreadable_actor)?.unwrap_or_else(operating_user),
        };
        let order = config.order.known().copied().unwrap_or_default();
        Client::new(location, actor, order).map_err(|error| error.at(Path::of("path")).into())
    }

    fn register(&self, registry: &mut Registry<Client>) {
        registry.resource(HierarchyResource::<Site>::new());
        registry.resource(HierarchyResource::<SiteSystem>::new());
        registry.resource(HierarchyResource::<SupRole>::new());
        registry.resource(HierarchyResource::<SyncSettings>::new());
        registry.resource(HierarchyResource::<Account>::new());
        data_sources::register(registry);
        functions::register(registry);
    }
}

fn location(config: &ProviderConfig) -> Location {
    match &config.path {
        Attr::Known(path) => Location::File(path.into()),
        Attr::Unknown => Location::Unknown,
        Attr::Null => Location::File(path_variable(PATH_VARIABLE).unwrap_or_else(|| DEFAULT_PATH.into())),
    }
}

fn unreadable_actor(value: String) -> Diagnostic {
    Diagnostic::error(
        format!("{ACTOR_VARIABLE} is not UTF-8"),
        format!("It is read as \"{value}\". Write it in UTF-8, or set actor in the provider block."),
    )
    .at(Path::of("actor"))
}
