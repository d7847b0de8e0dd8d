//! The provider block, and the list of the provider's resources, data sources, actions and functions.

use hierarchy::environment::{ACTOR_VARIABLE, DATABASE_URL_VARIABLE, operating_user, text_variable};
use hierarchy::{DatabaseUrl, Location, Order, UrlError};
use tfplugin::Schema;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::provider::{Provider, Registry};
use tfplugin::framework::value::Attr;
use tfplugin::runtime::Plugin;

use crate::actions;
use crate::client::{Client, DATABASE_URL, PATH, Place, at_place};
use crate::data_sources;
use crate::functions;
use crate::resource::HierarchyResource;
use crate::resources::{Account, Site, SiteSystem, SupRole, SyncSettings};

/// Name, address and version of the provider.
pub const PLUGIN: Plugin =
    Plugin::new("configmgr", "registry.terraform.io/endpointops/configmgr", env!("CARGO_PKG_VERSION"));

/// Design, rehearse and check a Configuration Manager hierarchy: its sites, its software update points and their
/// synchronization settings, in a simulation that refuses what the product refuses. The provider contacts no server.
#[derive(Clone, Debug, Default, Schema)]
pub struct ProviderConfig {
    /// File of the hierarchy, created on first use. A relative path starts at the folder Terraform runs in; `~` is not expanded.
    /// Environment: `CONFIGMGR_PATH`. Default: `.configmgr/hierarchy.db`.
    #[tf(optional, length(min = 1))]
    pub path: Attr<String>,
    /// URL of a PostgreSQL database with a hierarchy that several machines share, in place of a file, such as
    /// `postgres://configmgr@db.contoso.com/configmgr?hierarchy=prod`. Terraform's plan files contain what is written here, so
    /// leave the password to `PGPASSWORD` or a password file. Environment: `CONFIGMGR_DATABASE_URL`.
    #[tf(optional, sensitive, length(min = 1))]
    pub database_url: Attr<String>,
    /// Who makes the changes, for the change history, such as `ci/pull-request-42`. Environment: `CONFIGMGR_ACTOR`. Default:
    /// the user of the operating system.
    #[tf(optional, length(min = 1))]
    pub actor: Attr<String>,
    /// How installation-order mistakes are handled. `strict`: an object is refused if an object it needs is not installed.
    /// `faithful`: as in the product, which does not enforce the order, the object is installed with a warning, and
    /// synchronization fails. Default: `strict`.
    #[tf(optional)]
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

    fn configure(&self, config: ProviderConfig, _terraform_version: &str) -> Result<Client, Diagnostics> {
        let place = place(&config)?;
        let attribute = place.attribute();
        let actor = match config.actor.known() {
            Some(actor) => actor.clone(),
            None => text_variable(ACTOR_VARIABLE).map_err(unreadable_actor)?.unwrap_or_else(operating_user),
        };
        let order = config.order.known().copied().unwrap_or_default();
        Client::new(place, actor, order).map_err(|error| at_place(error, attribute).into())
    }

    fn validate(&self, config: &ProviderConfig) -> Diagnostics {
        let ProviderConfig { path, database_url, .. } = config;
        if path.known().is_some() && database_url.known().is_some() {
            return two_places().into();
        }
        match database_url.known().map(|url| url.parse::<DatabaseUrl>()) {
            Some(Err(error)) => invalid_url(&error).into(),
            Some(Ok(url)) if url.has_password() => password_in_block().into(),
            Some(Ok(_)) | None => Diagnostics::new(),
        }
    }

    fn register(&self, registry: &mut Registry<Client>) {
        registry.listed_resource(HierarchyResource::<Site>::new());
        registry.listed_resource(HierarchyResource::<SiteSystem>::new());
        registry.listed_resource(HierarchyResource::<SupRole>::new());
        registry.listed_resource(HierarchyResource::<SyncSettings>::new());
        registry.listed_resource(HierarchyResource::<Account>::new());
        data_sources::register(registry);
        actions::register(registry);
        functions::all().into_iter().for_each(|function| registry.function(function));
    }
}

/// Where the hierarchy is. The block comes before the environment.
fn place(config: &ProviderConfig) -> Result<Place, Diagnostic> {
    let location = match (&config.path, &config.database_url) {
        (Attr::Unknown, _) => return Ok(Place::KnownAfterApply { attribute: PATH }),
        (_, Attr::Unknown) => return Ok(Place::KnownAfterApply { attribute: DATABASE_URL }),
        (Attr::Known(_), Attr::Known(_)) => return Err(two_places()),
        (Attr::Known(path), Attr::Null) => Location::File(path.into()),
        (Attr::Null, Attr::Known(url)) => Location::database(url).map_err(|error| invalid_url(&error))?,
        (Attr::Null, Attr::Null) => {
            let location = Location::of_environment();
            location.map_err(|error| Diagnostic::error(error.to_string(), error.remedy()))?
        }
    };
    Ok(Place::Known(location))
}

fn two_places() -> Diagnostic {
    let error = Diagnostic::error(
        "The provider has both path and database_url",
        "A hierarchy is in a file or in a database. Remove one of the two attributes.",
    );
    at_place(error, PATH)
}

fn invalid_url(error: &UrlError) -> Diagnostic {
    let what = format!("database_url is not the URL of a database: {error}");
    at_place(Diagnostic::error(what, error.remedy()), DATABASE_URL)
}

fn password_in_block() -> Diagnostic {
    let warning = Diagnostic::warning(
        "database_url contains a password",
        format!(
            "Terraform's plan files contain what is written in the provider block. Remove the password from it, and set \
             PGPASSWORD, use a password file, or set {DATABASE_URL_VARIABLE} instead of database_url."
        ),
    );
    at_place(warning, DATABASE_URL)
}

fn unreadable_actor(value: String) -> Diagnostic {
    Diagnostic::error(
        format!("{ACTOR_VARIABLE} is not UTF-8"),
        format!("It is read as \"{value}\". Write it in UTF-8, or set actor in the provider block."),
    )
    .at(Path::of("actor"))
}
