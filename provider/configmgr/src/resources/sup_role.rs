//! `configmgr_sup_role`.

use hierarchy::{ClientConnectionType, DEFAULT_HTTP_PORT, DEFAULT_HTTPS_PORT};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::Attr;

use super::ids::{SERVER_ID_FORMAT, server_id, split_server_id};
use crate::resource::ResourceModel;

/// The software update point role on a server of a site. The first one of a site synchronizes from the first one of the parent
/// site, every other one from the first one of its own site. `upstream_sup_id` names it and orders the installation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SupRole {
    /// `SITE/fqdn`.
    #[schemars(extend("x-terraform" = "computed stable"))]
    pub id: Attr<String>,
    /// Code of the site.
    #[schemars(extend("x-terraform" = "required replace"))]
    pub site_code: Attr<String>,
    /// Fully qualified name of the server, which runs WSUS. A server without a `configmgr_site_system` gets one with
    /// the defaults.
    #[schemars(extend("x-terraform" = "required replace ignore_case"))]
    pub server_fqdn: Attr<String>,
    /// Id of the software update point this one synchronizes from: unset for the first one of the top-level site; the first
    /// one of the parent site for the first one of a child site; the first one of the same site for every other one (a
    /// replica). Write it as a reference, `configmgr_sup_role.cas.id`, which orders the installation. To promote a replica to
    /// the first one of its site, give it the upstream of the first one.
    #[schemars(extend("x-terraform" = "optional ignore_case"))]
    pub upstream_sup_id: Attr<String>,
    /// HTTP port of the WSUS site in IIS.
    #[schemars(range(min = 1), extend("x-terraform" = "optional computed", "default" = DEFAULT_HTTP_PORT))]
    pub http_port: Attr<u16>,
    /// HTTPS port of the WSUS site in IIS.
    #[schemars(range(min = 1), extend("x-terraform" = "optional computed", "default" = DEFAULT_HTTPS_PORT))]
    pub https_port: Attr<u16>,
    /// Whether clients and downstream servers must use SSL. WSUS on the server must be configured for SSL first. SSL is highly
    /// recommended: over HTTP, and since September 2020, clients do not use the proxy of a user unless the client setting
    /// *Allow user proxy for software update scans* allows it.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub require_ssl: Attr<bool>,
    /// Which clients may connect: those in the intranet, those on the internet, or both. Clients are not simulated.
    #[schemars(extend("x-terraform" = "optional computed", "default" = "intranet"))]
    pub client_connection_type: Attr<ClientConnectionType>,
    /// Whether clients may connect through a cloud management gateway. The connection point of the gateway connects over HTTPS,
    /// or over HTTP where the software update point does not require SSL.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub allow_cmg_traffic: Attr<bool>,
    /// Whether synchronization uses the proxy server of the site system.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub use_proxy_for_sync: Attr<bool>,
    /// Whether automatic deployment rules download content through the proxy server of the site system. The site server
    /// downloads it, as its Local System account. Only the central administration site and primary sites download content:
    /// at a secondary site, the attribute has no effect.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub use_proxy_for_adr: Attr<bool>,
    /// Account that connects to WSUS, `DOMAIN\user`; without it, the computer account of the site server. `WCM.log` notes that
    /// no account is available, as documented. No public source has its line for an account in use, so it is named only where a
    /// connection is refused: in the status messages of SMS_WSUS_CONFIGURATION_MANAGER.
    #[schemars(extend("x-terraform" = "optional ignore_case"))]
    pub wsus_connection_account: Attr<String>,
    /// Whether downloads during scans of clients use only the bandwidth that other traffic leaves (Windows LEDBAT). Since version
    /// 2203. A distribution point on the same server has its own setting. Scans are not simulated.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub ledbat: Attr<bool>,
    /// Whether it is a replica: its upstream is a software update point of the same site. `false` at a secondary site. There,
    /// the product's documentation calls WSUS a replica, too: of WSUS at the parent site, which is its upstream.
    #[schemars(extend("x-terraform" = "computed stable"))]
    pub is_replica: Attr<bool>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds. `create` is also how long to wait
    /// until it is installed, where installing takes time (`supctl world`). Default: 20 minutes.
    #[schemars(extend("x-terraform" = "block"))]
    pub timeouts: Attr<Timeouts>,
}

impl SupRole {
    fn replica(&self) -> Attr<bool> {
        match (&self.upstream_sup_id, &self.site_code) {
            (Attr::Null, _) => Attr::Known(false),
            (Attr::Known(upstream), Attr::Known(site)) => {
                Attr::Known(upstream.split_once('/').is_some_and(|(upstream, _)| upstream.eq_ignore_ascii_case(site)))
            }
            _ => Attr::Unknown,
        }
    }
}

impl ResourceModel for SupRole {
    const TYPE_NAME: &'static str = "configmgr_sup_role";
    const ID_FORMAT: (&'static str, &'static str) = SERVER_ID_FORMAT;
    type Object = hierarchy::SupRole;

    fn id(&self) -> Attr<String> {
        server_id(&self.site_code, &self.server_fqdn)
    }

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn derive_attributes(&mut self) {
        self.id = self.id();
        self.is_replica = self.replica();
    }

    fn from_import_id(id: &str) -> Option<Self> {
        let (site_code, server_fqdn) = split_server_id(id)?;
        Some(Self { site_code, server_fqdn, ..Self::default() })
    }
}
