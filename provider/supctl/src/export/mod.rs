//! The whole hierarchy: as JSON, or as a configuration that takes it over.

mod configuration;
mod expression;
pub(crate) mod files;
mod names;
mod order;
mod quoted;
mod reference;
mod said;
pub(crate) mod text;

use hierarchy::{Object, Site, SiteSystem, StoreError, Stored, SupRole, SyncSettings, View};
use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use configuration::Configuration;

/// The shape of the JSON. It rises when something is renamed or goes; what comes along does not raise it.
const FORMAT: u32 = 1;

/// What `supctl export --json` prints: every object, a site before what is below it. Objects have the attributes they have
/// in configurations, those at their defaults included.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Export {
    /// The shape of this document, 1. A higher number has renamed or removed something.
    pub(crate) format: u32,
    pub(crate) sites: Vec<Exported<Site>>,
    pub(crate) site_systems: Vec<Exported<SiteSystem>>,
    pub(crate) sup_roles: Vec<Exported<SupRole>>,
    pub(crate) sync_settings: Vec<Exported<SyncSettings>>,
    pub(crate) accounts: Vec<Exported<Account>>,
}

/// An object, with what names it and whether somebody asked for it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Exported{T}")]
pub(crate) struct Exported<T> {
    /// `PS1`, `PS1/wsus01.contoso.com` or `CONTOSO\svc-wsus`, as imports take it.
    pub(crate) id: String,
    /// False where it only came along with a role.
    pub(crate) declared: bool,
    #[serde(flatten)]
    pub(crate) attributes: T,
}

/// An account, under the names of its resource. Its password is not known to the hierarchy.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Account {
    /// `DOMAIN\user`.
    pub(crate) user_name: String,
    /// A number its owner raises whenever the password was set anew.
    pub(crate) password_wo_version: Option<i64>,
}

impl Export {
    /// All that a view shows.
    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        let mut export = Self {
            format: FORMAT,
            sites: Vec::new(),
            site_systems: Vec::new(),
            sup_roles: Vec::new(),
            sync_settings: Vec::new(),
            accounts: Vec::new(),
        };
        for Stored { object, declared, .. } in order::top_down(view)? {
            let id = object.id().id;
            match object {
                Object::Site(attributes) => export.sites.push(Exported { id, declared, attributes }),
                Object::SiteSystem(attributes) => export.site_systems.push(Exported { id, declared, attributes }),
                Object::SupRole(attributes) => export.sup_roles.push(Exported { id, declared, attributes }),
                Object::SyncSettings(attributes) => export.sync_settings.push(Exported { id, declared, attributes }),
                Object::Account(account) => {
                    let hierarchy::Account { user_name, password_version } = account;
                    let attributes = Account { user_name, password_wo_version: password_version };
                    export.accounts.push(Exported { id, declared, attributes });
                }
            }
        }
        Ok(export)
    }

    /// Whether there is nothing to export.
    pub(crate) fn is_empty(&self) -> bool {
        self.sites.is_empty() && self.accounts.is_empty() && self.site_systems.is_empty() && self.sup_roles.is_empty()
    }
}
