use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sup_role::{DEFAULT_HTTP_PORT, DEFAULT_HTTPS_PORT};

/// The port a proxy is taken to listen on unless told otherwise (from memory of the console; no page states it).
pub const DEFAULT_PROXY_PORT: u16 = 80;

/// A server that hosts roles of one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SiteSystem {
    /// The site whose roles it hosts; a server serves one site only (V24).
    pub site_code: String,
    /// The server (V22).
    pub server_fqdn: String,
    /// What it runs.
    pub operating_system: OperatingSystem,
    /// The name internet clients use.
    pub internet_fqdn: Option<String>,
    /// One proxy a server, shared by all its roles.
    pub proxy: Option<Proxy>,
    /// The WSUS installation on it.
    pub wsus: Wsus,
}

impl SiteSystem {
    /// A server as the product registers it when a role is added to it: no proxy, no internet name, default WSUS.
    #[must_use]
    pub fn with_defaults(site_code: &str, server_fqdn: &str) -> Self {
        let operating_system = OperatingSystem::default();
        Self {
            site_code: site_code.to_owned(),
            server_fqdn: server_fqdn.to_owned(),
            operating_system,
            internet_fqdn: None,
            proxy: None,
            wsus: Wsus::of(operating_system),
        }
    }
}

/// Windows Server versions a site system may run.
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
    /// The version of the WSUS role the system comes with ("Prerequisites for software updates"; 2025 from current labs).
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

/// The proxy a site system's roles go through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proxy {
    /// FQDN, short name or address.
    pub server: String,
    /// TCP port, [`DEFAULT_PROXY_PORT`] unless told otherwise.
    #[serde(default = "default_proxy_port")]
    pub port: u16,
    /// `DOMAIN\user` it wants, never a UPN (V61); absent: anonymous.
    pub account: Option<String>,
}

fn default_proxy_port() -> u16 {
    DEFAULT_PROXY_PORT
}

/// The simulated WSUS on a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wsus {
    /// Whether the WSUS role is there at all.
    pub installed: bool,
    /// Version such as `10.0.20348`.
    pub version: String,
    /// Port of its HTTP binding.
    pub http_port: u16,
    /// Port of its HTTPS binding.
    pub https_port: u16,
    /// Whether it was set up for SSL.
    pub ssl_configured: bool,
    /// Whether it serves clients of its own, outside Configuration Manager.
    pub standalone: bool,
    /// Whether it was set up as a replica by hand.
    pub replica: bool,
    /// Where its data is.
    pub database: WsusDatabase,
    /// Folder or share of the update files.
    pub content_path: Option<String>,
    /// Whether it reaches Microsoft Update.
    pub internet_access: bool,
}

impl Wsus {
    /// WSUS as it comes with an operating system: default ports, internal database, no SSL.
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
    /// Internal or SQL Server.
    pub kind: DatabaseKind,
    /// SQL Server host, with `sql` only.
    pub server: Option<String>,
    /// Its name, with `sql` only.
    pub name: Option<String>,
}

/// Where a WSUS keeps its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatabaseKind {
    /// Windows Internal Database.
    #[default]
    Wid,
    /// SQL Server.
    Sql,
}
