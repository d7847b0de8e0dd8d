//! `configmgr_site_system`.

use hierarchy::{DEFAULT_HTTP_PORT, DEFAULT_HTTPS_PORT, DEFAULT_PROXY_PORT, DatabaseKind, OperatingSystem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::Attr;

use super::ids::{SERVER_ID_FORMAT, server_id, split_server_id};
use crate::resource::ResourceModel;

/// A server that hosts roles of a site, with its proxy server and its WSUS. A `configmgr_sup_role` on a server without a site
/// system creates one with the defaults. Declaring this resource adopts that site system and sets its other values. Removing
/// this resource while a role is on the server returns the site system to the defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SiteSystem {
    /// `SITE/fqdn`.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
    /// Code of the site.
    #[schemars(extend("x-terraform" = "required replace"))]
    pub site_code: Attr<String>,
    /// Fully qualified name of the server. All roles on it belong to one site.
    #[schemars(extend("x-terraform" = "required replace ignore_case"))]
    pub server_fqdn: Attr<String>,
    /// Operating system of the server. Windows Server 2019 is supported since version 1810, 2022 since 2107 and 2025 since 2409.
    #[schemars(extend("x-terraform" = "optional computed", "default" = "windows_server_2022"))]
    pub operating_system: Attr<OperatingSystem>,
    /// Fully qualified name that clients on the internet use. The certificate of the server must contain it.
    #[schemars(extend("x-terraform" = "optional"))]
    pub internet_fqdn: Attr<String>,
    /// Whether the server is in a forest that does not trust the forest of the site server. A software update point there
    /// needs `installation_account` here and `wsus_connection_account` in its `configmgr_sup_role`.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub untrusted_forest: Attr<bool>,
    /// Account that installs roles on the server, `DOMAIN\user`; without it, the computer account of the site server.
    #[schemars(extend("x-terraform" = "optional ignore_case"))]
    pub installation_account: Attr<String>,
    /// Proxy server of the site system, shared by all its roles.
    #[schemars(extend("x-terraform" = "optional"))]
    pub proxy: Attr<Proxy>,
    /// The simulated WSUS on the server.
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    pub wsus: Attr<Wsus>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds. `create` is also how long to wait
    /// until the site is installed, where installing takes time (`supctl world`). Default: 20 minutes.
    #[schemars(extend("x-terraform" = "block"))]
    pub timeouts: Attr<Timeouts>,
}

/// Proxy server of a site system.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Proxy {
    /// Name or address of the proxy server.
    #[schemars(extend("x-terraform" = "required"))]
    pub server: Attr<String>,
    /// Port of the proxy server.
    #[schemars(range(min = 1), extend("x-terraform" = "optional computed", "default" = DEFAULT_PROXY_PORT))]
    pub port: Attr<u16>,
    /// Account for the proxy server, `DOMAIN\user`; without it, access is anonymous.
    #[schemars(extend("x-terraform" = "optional ignore_case"))]
    pub account: Attr<String>,
}

/// The simulated WSUS on a server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Wsus {
    /// Whether the WSUS role is installed.
    #[schemars(extend("x-terraform" = "optional computed", "default" = true))]
    pub installed: Attr<bool>,
    /// Version of WSUS, such as `10.0.20348`. Default: that of the operating system.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub version: Attr<String>,
    /// Port of the HTTP binding in IIS. To find it, open the site of WSUS in IIS Manager (*WSUS Administration* or *Default
    /// Web Site*) and select *Edit Bindings*.
    #[schemars(range(min = 1), extend("x-terraform" = "optional computed", "default" = DEFAULT_HTTP_PORT))]
    pub http_port: Attr<u16>,
    /// Port of the HTTPS binding in IIS.
    #[schemars(range(min = 1), extend("x-terraform" = "optional computed", "default" = DEFAULT_HTTPS_PORT))]
    pub https_port: Attr<u16>,
    /// Whether WSUS is configured for SSL.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub ssl_configured: Attr<bool>,
    /// Whether this WSUS serves its own clients, outside Configuration Manager.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub standalone: Attr<bool>,
    /// Whether this WSUS was configured as a replica manually.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub replica: Attr<bool>,
    /// Database of WSUS.
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    pub database: Attr<Database>,
    /// Folder or share of the content of WSUS: with Configuration Manager, mainly the license terms that clients need when they
    /// scan. Keep it apart from the source folders of deployment packages. Servers that share a database have one share.
    #[schemars(extend("x-terraform" = "optional"))]
    pub content_path: Attr<String>,
    /// Whether the server can reach the internet directly. A proxy that its role uses gives access, too.
    #[schemars(extend("x-terraform" = "optional computed", "default" = true))]
    pub internet_access: Attr<bool>,
}

/// Database of a WSUS.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Database {
    /// Kind of database. Changing it from `wid` to `sql` while a software update point uses the server leaves WSUS unconfigured
    /// until its post-installation has run: see the guide *Faults*.
    #[schemars(extend("x-terraform" = "optional computed", "default" = "wid"))]
    pub kind: Attr<DatabaseKind>,
    /// SQL Server that hosts the database, with kind `sql`: a host, `host\instance` or `host,port`. Default: one on the
    /// server itself. At most four software update points of one site share a database. They have the same version of
    /// Windows Server, one share as `content_path`, and SSL on all of them or on none.
    #[schemars(extend("x-terraform" = "optional ignore_case"))]
    pub server: Attr<String>,
    /// Name of the database, with kind `sql`: `SUSDB`, which cannot be changed. To separate databases on one machine, use
    /// instances of SQL Server.
    #[schemars(extend("x-terraform" = "optional"))]
    pub name: Attr<String>,
}

impl ResourceModel for SiteSystem {
    const TYPE_NAME: &'static str = "configmgr_site_system";
    const ID_FORMAT: (&'static str, &'static str) = SERVER_ID_FORMAT;
    type Object = hierarchy::SiteSystem;

    fn id(&self) -> Attr<String> {
        server_id(&self.site_code, &self.server_fqdn)
    }

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn derive_attributes(&mut self) {
        self.id = self.id();
    }

    fn apply_defaults(&mut self, config: &Self) {
        let configured = config.wsus.known().is_some_and(|wsus| !wsus.version.is_null());
        if let Attr::Known(wsus) = &mut self.wsus
            && !configured
        {
            wsus.version = self.operating_system.map(|system| system.wsus_version().to_owned());
        }
    }

    fn from_import_id(id: &str) -> Option<Self> {
        let (site_code, server_fqdn) = split_server_id(id)?;
        Some(Self { site_code, server_fqdn, ..Self::default() })
    }
}
