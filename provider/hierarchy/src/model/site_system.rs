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
    /// The site whose roles it hosts; a server belongs to one site (V24).
    pub site_code: String,
    /// The FQDN of the server (V22).
    pub server_fqdn: String,
    /// Its operating system.
    pub operating_system: OperatingSystem,
    /// The name that internet clients use.
    pub internet_fqdn: Option<String>,
    /// Whether its forest does not trust the forest of the site server, so that computer accounts are not enough (V63).
    // Objects stored by earlier releases do not have this attribute.
    #[serde(default)]
    pub untrusted_forest: bool,
    /// `DOMAIN\user` that installs roles on it; absent: the computer account of the site server.
    pub installation_account: Option<String>,
    /// The proxy of the server, shared by all its roles.
    pub proxy: Option<Proxy>,
    /// The WSUS installation on it.
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
    /// FQDN, short name or address.
    pub server: String,
    /// TCP port; default: [`DEFAULT_PROXY_PORT`].
    #[serde(default = "default_proxy_port")]
    pub port: u16,
    /// `DOMAIN\user` for the proxy, not a UPN (V61); absent: anonymous.
    pub account: Option<String>,
}

fn default_proxy_port() -> u16 {
    DEFAULT_PROXY_PORT
}

/// The simulated WSUS on a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wsus {
    /// Whether the WSUS role is installed.
    pub installed: bool,
    /// Version such as `10.0.20348`.
    pub version: String,
    /// Port of its HTTP binding.
    pub http_port: u16,
    /// Port of its HTTPS binding.
    pub https_port: u16,
    /// Whether it is set up for SSL.
    pub ssl_configured: bool,
    /// Whether it has its own clients, outside Configuration Manager.
    pub standalone: bool,
    /// Whether it was set up manually as a replica.
    pub replica: bool,
    /// Its database.
    pub database: WsusDatabase,
    /// Folder or share of the update files.
    pub content_path: Option<String>,
    /// Whether it can reach Microsoft Update.
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
    /// Internal database or SQL Server.
    pub kind: DatabaseKind,
    /// SQL Server host, only with `sql`; absent: the server itself.
    pub server: Option<String>,
    /// Its name, only with `sql`: [`DEFAULT_DATABASE`], which cannot be changed (H23).
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
