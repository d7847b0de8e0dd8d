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
    /// The SUP it synchronises from: absent at the top-level site's first, the parent site's first for a child site's first,
    /// the own site's first for every further one.
    pub upstream_sup_id: Option<String>,
    /// WSUS HTTP port.
    pub http_port: u16,
    /// WSUS HTTPS port.
    pub https_port: u16,
    /// Whether clients and downstream servers must use SSL.
    pub require_ssl: bool,
    /// Which clients it serves.
    pub client_connection_type: ClientConnectionType,
    /// Whether clients may come through a cloud management gateway.
    pub allow_cmg_traffic: bool,
    /// Whether synchronisation goes through the server's proxy.
    pub use_proxy_for_sync: bool,
    /// Whether content downloads of automatic deployment rules go through the server's proxy.
    pub use_proxy_for_adr: bool,
    /// `DOMAIN\user` that connects to WSUS; absent: the site server's computer account.
    pub wsus_connection_account: Option<String>,
    /// Whether content transfer yields to other traffic (Windows LEDBAT).
    pub ledbat: bool,
}

impl SupRole {
    /// The role as the wizard proposes it: default ports, no SSL, intranet clients, no proxy.
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

    /// The site of the SUP it synchronises from, read off the id.
    #[must_use]
    pub fn upstream_site_code(&self) -> Option<&str> {
        let upstream = self.upstream_sup_id.as_deref()?;
        Some(upstream.split_once('/').map_or(upstream, |(site, _)| site))
    }

    /// Whether it copies another SUP of its own site; the one that does not is the site's first.
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
    // The wizard's default, from memory.
    #[default]
    Intranet,
    /// Clients on the internet.
    Internet,
    /// Both.
    InternetAndIntranet,
}
