//! `configmgr_site_system`.

use hierarchy::{Lookup, OperatingSystem};
use tfplugin::Schema;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Value};

use super::identities::ServerIdentity;
use super::ids::{SERVER_ID_FORMAT, server_id, split_server_id};
use crate::resource::{ListFilter, ResourceModel, Values};

/// A server that hosts roles of a site, with its proxy server and its WSUS. A `configmgr_sup_role` on a server without a site
/// system creates one with the defaults. Declaring this resource adopts that site system and sets its other values. Removing
/// this resource while a role is on the server returns the site system to the defaults.
#[derive(Clone, Debug, Schema)]
pub struct SiteSystem {
    /// `SITE/fqdn`.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds. `create` is also how long to wait
    /// until the site is installed, where installing takes time (`supctl world`). Default: 20 minutes.
    #[tf(block)]
    timeouts: Attr<Timeouts>,
}

/// Lists the site systems of the hierarchy: the servers that host roles.
#[derive(Debug, Schema)]
pub struct SiteSystemFilter {
    /// Only those of this site. Default: those of all sites.
    #[tf(optional)]
    site_code: Option<String>,
}

impl ListFilter for SiteSystemFilter {
    fn site(&self) -> Option<(&'static str, &str)> {
        self.site_code.as_deref().map(|code| ("site_code", code))
    }

    fn lookup(&self) -> Lookup<'_> {
        self.site_code.as_deref().map_or(Lookup::All, Lookup::Site)
    }
}

impl ResourceModel for SiteSystem {
    const TYPE_NAME: &'static str = "configmgr_site_system";
    const ID_FORMAT: (&'static str, &'static str) = SERVER_ID_FORMAT;
    type Identity = ServerIdentity;
    type Filter = SiteSystemFilter;
    type Object = hierarchy::SiteSystem;
    const TREATMENT: &'static [(&'static str, &'static str)] = &[
        ("site_code", "replace"),
        ("server_fqdn", "replace ignore_case"),
        ("installation_account", "ignore_case"),
        ("proxy.account", "ignore_case"),
        // Its default is that of the operating system.
        ("wsus.version", "optional computed stable"),
        ("wsus.database.server", "ignore_case"),
    ];

    fn id(values: &Values<Self>) -> Attr<String> {
        server_id(values)
    }

    fn display_name(values: &Values<Self>) -> String {
        format!("{} ({})", values.shown("server_fqdn"), values.shown("site_code"))
    }

    fn derive_attributes(values: &mut Values<Self>) {
        values.set_text("id", server_id(values));
    }

    fn apply_defaults(planned: &mut Values<Self>, config: &Values<Self>) {
        if config.get("wsus.version").is_null() {
            let version = match planned.get("operating_system").to_struct::<Attr<OperatingSystem>>() {
                Ok(Attr::Known(system)) => Value::from(system.wsus_version()),
                Ok(Attr::Null) => Value::Null,
                Ok(Attr::Unknown) | Err(_) => Value::UNKNOWN,
            };
            planned.set("wsus.version", version);
        }
    }

    fn from_import_id(id: &str) -> Option<Values<Self>> {
        split_server_id(id)
    }
}
