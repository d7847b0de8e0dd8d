use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sql_server::{SqlServer, database_key};
use super::sup_role::{DEFAULT_HTTP_PORT, DEFAULT_HTTPS_PORT};

/// The default port of a proxy: the value that scripts of administrators start with; no page states a default.
pub const DEFAULT_PROXY_PORT: u16 = 80;

/// The name of every WSUS database ("Implement a shared SUSDB for Configuration Manager software update points").
pub const DEFAULT_DATABASE: &str = "SUSDB";

/// A server that hosts roles of one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SiteSystem {
    /// Code of the site.
    // V24.
    pub site_code: String,
    /// Fully qualified name of the server. All roles on it belong to one site.
    // V22.
    pub server_fqdn: String,
    /// Operating system of the server. Windows Server 2019 is supported since version 1810, 2022 since 2107 and 2025 since 2409.
    #[schemars(extend("default" = OperatingSystem::default()))]
    pub operating_system: OperatingSystem,
    /// Fully qualified name that clients on the internet use. The certificate of the server must contain it.
    pub internet_fqdn: Option<String>,
    /// Whether the server is in a forest that does not trust the forest of the site server. A software update point there
    /// needs `installation_account` here and `wsus_connection_account` in its `configmgr_sup_role`.
    // V63.
    // Objects stored by earlier releases do not have this attribute.
    #[serde(default)]
    pub untrusted_forest: bool,
    /// Account that installs roles on the server, `DOMAIN\user`; without it, the computer account of the site server.
    pub installation_account: Option<String>,
    /// Proxy server of the site system, shared by all its roles.
    pub proxy: Option<Proxy>,
    /// The simulated WSUS on the server.
    #[schemars(extend("default" = {}))]
    pub wsus: Wsus,
}

impl SiteSystem {
    /// A server as the product registers it when a role is added: no proxy, no internet name, default WSUS.
    #[must_use]
    pub fn with_defaults(site_code: &str, server_fqdn: &str) -> Self {
        let operating_system = OperatingSystem::default();
        Self {
            site_code: site_code.to_owned(),
            server_fqdn: server_fqdn.to_owned(),
            operating_system,
            internet_fqdn: None,
            untrusted_forest: false,
            installation_account: None,
            proxy: None,
            wsus: Wsus::of(operating_system),
        }
    }

    /// The accounts it names, by attribute.
    pub(crate) fn accounts(&self) -> [(&'static str, Option<&String>); 2] {
        let of_proxy = self.proxy.as_ref().and_then(|proxy| proxy.account.as_ref());
        [("proxy.account", of_proxy), ("installation_account", self.installation_account.as_ref())]
    }

    /// The SQL Server database of its WSUS, as it is compared; absent: the internal database, which cannot be shared.
    pub(crate) fn database(&self) -> Option<String> {
        let WsusDatabase { kind, server, name } = &self.wsus.database;
        let server = || SqlServer::named(server.as_deref().unwrap_or(&self.server_fqdn), &self.server_fqdn);
        (*kind == DatabaseKind::Sql).then(|| server().key(name.as_deref()))
    }

    /// The same database, as it is stored: by the name that the configuration gives its server.
    pub(crate) fn stored_database(&self) -> Option<String> {
        let WsusDatabase { kind, server, name } = &self.wsus.database;
        let server = server.as_deref().unwrap_or(&self.server_fqdn);
        (*kind == DatabaseKind::Sql).then(|| database_key(server, name.as_deref()))
    }

    /// The names under which the database may be stored.
    pub(crate) fn database_names(&self) -> Vec<String> {
        let WsusDatabase { kind, server, name } = &self.wsus.database;
        if *kind != DatabaseKind::Sql {
            return Vec::new();
        }
        let server = SqlServer::named(server.as_deref().unwrap_or(&self.server_fqdn), &self.server_fqdn);
        server.names().iter().map(|server| database_key(server, name.as_deref())).collect()
    }
}

/// The Windows Server versions of a site system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum OperatingSystem {
    /// Windows Server 2016.
    #[serde(rename = "windows_server_2016")]
    WindowsServer2016,
    /// Windows Server 2019.
    #[serde(rename = "windows_server_2019")]
    WindowsServer2019,
    /// Windows Server 2022.
    #[default]
    #[serde(rename = "windows_server_2022")]
    WindowsServer2022,
    /// Windows Server 2025.
    #[serde(rename = "windows_server_2025")]
    WindowsServer2025,
}

impl OperatingSystem {
    /// The version of its WSUS role ("Prerequisites for software updates"; 2025 from current labs).
    #[must_use]
    pub fn wsus_version(self) -> &'static str {
        match self {
            Self::WindowsServer2016 => "10.0.14393",
            Self::WindowsServer2019 => "10.0.17763",
            Self::WindowsServer2022 => "10.0.20348",
            Self::WindowsServer2025 => "10.0.26100",
        }
    }
}

/// The proxy that the roles of a site system use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proxy {
    /// Name or address of the proxy server.
    pub server: String,
    /// Port of the proxy server.
    #[schemars(range(min = 1))]
    #[serde(default = "default_proxy_port")]
    pub port: u16,
    /// Account for the proxy server, `DOMAIN\user`; without it, access is anonymous.
    // V61.
    pub account: Option<String>,
}

fn default_proxy_port() -> u16 {
    DEFAULT_PROXY_PORT
}

/// The simulated WSUS on a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wsus {
    /// Whether the WSUS role is installed.
    #[schemars(extend("default" = true))]
    pub installed: bool,
    /// Version of WSUS, such as `10.0.20348`. Default: that of the operating system.
    pub version: String,
    /// Port of the HTTP binding in IIS. To find it, open the site of WSUS in IIS Manager (*WSUS Administration* or *Default
    /// Web Site*) and select *Edit Bindings*.
    #[schemars(range(min = 1), extend("default" = DEFAULT_HTTP_PORT))]
    pub http_port: u16,
    /// Port of the HTTPS binding in IIS.
    #[schemars(range(min = 1), extend("default" = DEFAULT_HTTPS_PORT))]
    pub https_port: u16,
    /// Whether WSUS is configured for SSL.
    #[schemars(extend("default" = false))]
    pub ssl_configured: bool,
    /// Whether this WSUS serves its own clients, outside Configuration Manager.
    #[schemars(extend("default" = false))]
    pub standalone: bool,
    /// Whether this WSUS was configured as a replica manually.
    #[schemars(extend("default" = false))]
    pub replica: bool,
    /// Database of WSUS.
    #[schemars(extend("default" = {}))]
    pub database: WsusDatabase,
    /// Folder or share of the content of WSUS: with Configuration Manager, mainly the license terms that clients need when they
    /// scan. Keep it apart from the source folders of deployment packages. Servers that share a database have one share.
    pub content_path: Option<String>,
    /// Whether the server can reach the internet directly. A proxy that its role uses gives access, too.
    #[schemars(extend("default" = true))]
    pub internet_access: bool,
}

impl Wsus {
    /// The default WSUS of an operating system: default ports, internal database, no SSL.
    #[must_use]
    pub fn of(operating_system: OperatingSystem) -> Self {
        Self {
            installed: true,
            version: operating_system.wsus_version().to_owned(),
            http_port: DEFAULT_HTTP_PORT,
            https_port: DEFAULT_HTTPS_PORT,
            ssl_configured: false,
            standalone: false,
            replica: false,
            database: WsusDatabase::default(),
            content_path: None,
            internet_access: true,
        }
    }
}

/// The database of a WSUS (SUSDB).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WsusDatabase {
    /// Kind of database. Changing it from `wid` to `sql` while a software update point uses the server leaves WSUS unconfigured
    /// until its post-installation has run: see the guide *Faults*.
    pub kind: DatabaseKind,
    /// SQL Server that hosts the database, with kind `sql`: a host, `host\instance` or `host,port`. Default: one on the
    /// server itself. At most four software update points of one site share a database. They have the same version of
    /// Windows Server, one share as `content_path`, and SSL on all of them or on none.
    pub server: Option<String>,
    /// Name of the database, with kind `sql`: `SUSDB`, which cannot be changed. To separate databases on one machine, use
    /// instances of SQL Server.
    // H23.
    pub name: Option<String>,
}

/// The kind of a WSUS database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatabaseKind {
    /// Windows Internal Database.
    #[default]
    Wid,
    /// SQL Server.
    Sql,
}
