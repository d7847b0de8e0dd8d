use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// HTTP port of a WSUS site ("Ports used in Configuration Manager").
pub const DEFAULT_HTTP_PORT: u16 = 8530;
/// HTTPS port of a WSUS site ("Ports used in Configuration Manager").
pub const DEFAULT_HTTPS_PORT: u16 = 8531;

/// The software update point role on one server of one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SupRole {
    /// Code of the site.
    pub site_code: String,
    /// Fully qualified name of the server, which runs WSUS. A server without a `configmgr_site_system` gets one with
    /// the defaults.
    pub server_fqdn: String,
    /// Id of the software update point this one synchronizes from: unset for the first one of the top-level site; the first
    /// one of the parent site for the first one of a child site; the first one of the same site for every other one (a
    /// replica). Write it as a reference, `configmgr_sup_role.cas.id`, which orders the installation. To promote a replica to
    /// the first one of its site, give it the upstream of the first one.
    pub upstream_sup_id: Option<String>,
    /// HTTP port of the WSUS site in IIS.
    #[schemars(range(min = 1), extend("default" = DEFAULT_HTTP_PORT))]
    pub http_port: u16,
    /// HTTPS port of the WSUS site in IIS.
    #[schemars(range(min = 1), extend("default" = DEFAULT_HTTPS_PORT))]
    pub https_port: u16,
    /// Whether clients and downstream servers must use SSL. WSUS on the server must be configured for SSL first. SSL is highly
    /// recommended: over HTTP, and since September 2020, clients do not use the proxy of a user unless the client setting
    /// *Allow user proxy for software update scans* allows it.
    #[schemars(extend("default" = false))]
    pub require_ssl: bool,
    /// Which clients may connect: those in the intranet, those on the internet, or both. Clients are not simulated.
    #[schemars(extend("default" = ClientConnectionType::default()))]
    pub client_connection_type: ClientConnectionType,
    /// Whether clients may connect through a cloud management gateway. The connection point of the gateway connects over HTTPS,
    /// or over HTTP where the software update point does not require SSL.
    #[schemars(extend("default" = false))]
    pub allow_cmg_traffic: bool,
    /// Whether synchronization uses the proxy server of the site system.
    #[schemars(extend("default" = false))]
    pub use_proxy_for_sync: bool,
    /// Whether automatic deployment rules download content through the proxy server of the site system. The site server
    /// downloads it, as its Local System account. Only the central administration site and primary sites download content:
    /// at a secondary site, the attribute has no effect.
    #[schemars(extend("default" = false))]
    pub use_proxy_for_adr: bool,
    /// Account that connects to WSUS, `DOMAIN\user`; without it, the computer account of the site server. `WCM.log` notes that
    /// no account is available, as documented. No public source has its line for an account in use, so it is named only where a
    /// connection is refused: in the status messages of SMS_WSUS_CONFIGURATION_MANAGER.
    pub wsus_connection_account: Option<String>,
    /// Whether downloads during scans of clients use only the bandwidth that other traffic leaves (Windows LEDBAT). Since version
    /// 2203. A distribution point on the same server has its own setting. Scans are not simulated.
    #[schemars(extend("default" = false))]
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
