//! `configmgr_sup_role`.

use hierarchy::Lookup;
use tfplugin::Schema;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Value};

use super::identities::ServerIdentity;
use super::ids::{SERVER_ID_FORMAT, server_id, split_server_id};
use crate::resource::{ListFilter, ResourceModel, Values};

/// The software update point role on a server of a site. The first one of a site synchronizes from the first one of the parent
/// site, every other one from the first one of its own site. `upstream_sup_id` names it and orders the installation.
#[derive(Clone, Debug, Schema)]
pub struct SupRole {
    /// `SITE/fqdn`.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// Whether it is a replica: its upstream is a software update point of the same site. `false` at a secondary site. There,
    /// the product's documentation calls WSUS a replica, too: of WSUS at the parent site, which is its upstream.
    #[tf(computed, stable)]
    is_replica: Attr<bool>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds. `create` is also how long to wait
    /// until it is installed, where installing takes time (`supctl world`). Default: 20 minutes.
    #[tf(block)]
    timeouts: Attr<Timeouts>,
}

/// Lists the software update points of the hierarchy.
#[derive(Debug, Schema)]
pub struct SupRoleFilter {
    /// Only those of this site. Default: those of all sites.
    #[tf(optional)]
    site_code: Option<String>,
}

impl ListFilter for SupRoleFilter {
    fn site(&self) -> Option<(&'static str, &str)> {
        self.site_code.as_deref().map(|code| ("site_code", code))
    }

    fn lookup(&self) -> Lookup<'_> {
        self.site_code.as_deref().map_or(Lookup::All, Lookup::Site)
    }
}

impl ResourceModel for SupRole {
    const TYPE_NAME: &'static str = "configmgr_sup_role";
    const ID_FORMAT: (&'static str, &'static str) = SERVER_ID_FORMAT;
    type Identity = ServerIdentity;
    type Filter = SupRoleFilter;
    type Object = hierarchy::SupRole;
    const TREATMENT: &'static [(&'static str, &'static str)] = &[
        ("site_code", "replace"),
        ("server_fqdn", "replace ignore_case"),
        ("upstream_sup_id", "ignore_case"),
        ("wsus_connection_account", "ignore_case"),
    ];

    fn id(values: &Values<Self>) -> Attr<String> {
        server_id(values)
    }

    fn display_name(values: &Values<Self>) -> String {
        format!("Software update point {} ({})", values.shown("server_fqdn"), values.shown("site_code"))
    }

    fn derive_attributes(values: &mut Values<Self>) {
        values.set_text("id", server_id(values));
        values.set("is_replica", is_replica(values.text("upstream_sup_id"), values.text("site_code")));
    }

    fn from_import_id(id: &str) -> Option<Values<Self>> {
        split_server_id(id)
    }
}

fn is_replica(upstream: Attr<&str>, site: Attr<&str>) -> Value {
    match (upstream, site) {
        (Attr::Null, _) => false.into(),
        (Attr::Known(upstream), Attr::Known(site)) => {
            upstream.split_once('/').is_some_and(|(upstream, _)| upstream.eq_ignore_ascii_case(site)).into()
        }
        _ => Value::UNKNOWN,
    }
}
