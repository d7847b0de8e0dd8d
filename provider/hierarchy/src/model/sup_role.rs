use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// HTTP port of a WSUS site ("Ports used in Configuration Manager").
pub const DEFAULT_HTTP_PORT: u16 = 8530;
/// HTTPS port of a WSUS site ("Ports used in Configuration Manager").
pub const DEFAULT_HTTPS_PORT: u16 = 8531;

/// The software update point role on one server of one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SupRole {
    /// The site it belongs to.
    pub site_code: String,
    /// The server it runs on.
    pub server_fqdn: String,
    /// The SUP it synchronizes from. Absent for the first SUP of the top-level site. For the first SUP of a child site:
    /// the first SUP of the parent site. For every further one: the first SUP of the same site.
    pub upstream_sup_id: Option<String>,
    /// WSUS HTTP port.
    pub http_port: u16,
    /// WSUS HTTPS port.
    pub https_port: u16,
    /// Whether clients and downstream servers must use SSL.
    pub require_ssl: bool,
    /// Which clients it serves.
    pub client_connection_type: ClientConnectionType,
    /// Whether clients of a cloud management gateway are allowed.
    pub allow_cmg_traffic: bool,
    /// Whether synchronization uses the proxy of the server.
    pub use_proxy_for_sync: bool,
    /// Whether content downloads of automatic deployment rules use the proxy of the server.
    pub use_proxy_for_adr: bool,
    /// `DOMAIN\user` that connects to WSUS; absent: the computer account of the site server.
    pub wsus_connection_account: Option<String>,
    /// Whether content transfer gives priority to other traffic (Windows LEDBAT).
    pub ledbat: bool,
}

impl SupRole {
    /// The role with the defaults of the wizard: default ports, no SSL, intranet clients, no proxy.
    #[must_use]
    pub fn with_defaults(site_code: &str, server_fqdn: &str, upstream: Option<&str>) -> Self {
        Self {
            site_code: site_code.to_owned(),
            server_fqdn: server_fqdn.to_owned(),
            upstream_sup_id: upstream.map(str::to_owned),
            http_port: DEFAULT_HTTP_PORT,
            https_port: DEFAULT_HTTPS_PORT,
            require_ssl: false,
            client_connection_type: ClientConnectionType::default(),
            allow_cmg_traffic: false,
            use_proxy_for_sync: false,
            use_proxy_for_adr: false,
            wsus_connection_account: None,
            ledbat: false,
        }
    }

    /// The role's id, `SITE/fqdn`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}", self.site_code, self.server_fqdn)
    }

    /// The URL of its WSUS for downstream servers, `http://host:port`, or `https` if they must use SSL.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.require_ssl { "https" } else { "http" };
        format!("{scheme}://{}:{}", self.server_fqdn, self.port())
    }

    /// The port its site and downstream servers connect to.
    pub(crate) fn port(&self) -> u16 {
        if self.require_ssl { self.https_port } else { self.http_port }
    }

    /// The site of the SUP it synchronizes from, from the id.
    #[must_use]
    pub fn upstream_site_code(&self) -> Option<&str> {
        let upstream = self.upstream_sup_id.as_deref()?;
        Some(upstream.split_once('/').map_or(upstream, |(site, _)| site))
    }

    /// Whether it replicates from another SUP of its site; the one that does not is the first SUP of the site.
    #[must_use]
    pub fn is_replica(&self) -> bool {
        self.upstream_site_code().is_some_and(|site| site.eq_ignore_ascii_case(&self.site_code))
    }
}

/// Which clients a software update point serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientConnectionType {
    /// Clients of the internal network.
    // The value that scripts of administrators start with; no page states a default.
    #[default]
    Intranet,
    /// Clients on the internet.
    Internet,
    /// Both.
    InternetAndIntranet,
}
