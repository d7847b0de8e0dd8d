use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sync_state::SyncState;

/// Why a software update point fails to synchronize ("Troubleshoot software update synchronization").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The server cannot reach the source.
    NoInternet,
    /// The proxy requires credentials.
    ProxyAuthenticationRequired,
    /// WSUS does not accept the account (HTTP 401).
    Unauthorized,
    /// WSUS refuses access (HTTP 403).
    Forbidden,
    /// WSUS fails (HTTP 500).
    InternalServerError,
    /// A gateway cannot reach WSUS (HTTP 502).
    BadGateway,
    /// The application pool of WSUS is stopped or overloaded (HTTP 503).
    ServiceUnavailable,
    /// WSUS listens on other ports.
    WrongPort,
    /// The other side closes the connection: the TLS settings do not match.
    ConnectionClosed,
    /// The connection ends abnormally (0x80072EFE).
    ConnectionAborted,
    /// There is no answer in time.
    Timeout,
    /// WSUS is set up as a replica, but the first software update point of a site must not be a replica.
    WsusIsReplica,
    /// It refers to no software update point of the parent site.
    NoUpstream,
    /// WSUS is not installed on the server.
    WsusNotInstalled,
    /// The version of WSUS is out of support.
    WsusNotSupported,
    /// The software update points of the site have different versions of WSUS.
    WsusVersionsDiffer,
    /// The WSUS console on the site server has another version.
    ConsoleVersionDiffers,
    /// WSUS is newer than the WSUS it synchronizes from.
    WsusNewerThanUpstream,
    /// WSUS has its own clients.
    WsusHasClients,
    /// A proxy is to be used, and the server has none.
    ProxyMissing,
    /// The WSUS database belongs to another site, or too many software update points share it.
    DatabaseNotShareable,
    /// WSUS does not know a product that is subscribed.
    ProductUnknown,
    /// The site server has no WSUS Administration console.
    ConsoleMissing,
    /// WSUS was not configured after its installation, or after its database was moved to SQL Server.
    PostInstallMissing,
    /// Somebody stopped the synchronization of WSUS.
    #[serde(rename = "cancelled")]
    Canceled,
    /// All updates but one have synchronized.
    UpdateFailed,
    /// Its content differs from the content of its upstream.
    ContentOutOfSync,
    /// It has synchronized, except for updates whose license terms could not be downloaded.
    #[serde(rename = "licence_terms_pending")]
    LicenseTermsPending,
}

impl Failure {
    /// All, in the order of lists.
    pub const ALL: [Self; 28] = [
        Self::NoInternet,
        Self::ProxyAuthenticationRequired,
        Self::Unauthorized,
        Self::Forbidden,
        Self::InternalServerError,
        Self::BadGateway,
        Self::ServiceUnavailable,
        Self::WrongPort,
        Self::ConnectionClosed,
        Self::ConnectionAborted,
        Self::Timeout,
        Self::WsusIsReplica,
        Self::NoUpstream,
        Self::WsusNotInstalled,
        Self::WsusNotSupported,
        Self::WsusVersionsDiffer,
        Self::ConsoleVersionDiffers,
        Self::WsusNewerThanUpstream,
        Self::WsusHasClients,
        Self::ProxyMissing,
        Self::DatabaseNotShareable,
        Self::ProductUnknown,
        Self::ConsoleMissing,
        Self::PostInstallMissing,
        Self::Canceled,
        Self::UpdateFailed,
        Self::ContentOutOfSync,
        Self::LicenseTermsPending,
    ];

    /// Whether WSUS Configuration Manager cannot configure WSUS, so that synchronization does not begin.
    #[must_use]
    pub fn prevents_configuration(self) -> bool {
        match self {
            Self::ProxyAuthenticationRequired
            | Self::Unauthorized
            | Self::Forbidden
            | Self::InternalServerError
            | Self::BadGateway
            | Self::ServiceUnavailable
            | Self::WrongPort
            | Self::ConnectionClosed
            | Self::WsusIsReplica
            | Self::NoUpstream
            | Self::WsusNotInstalled
            | Self::WsusNotSupported
            | Self::WsusVersionsDiffer
            | Self::ConsoleVersionDiffers
            | Self::WsusNewerThanUpstream
            | Self::WsusHasClients
            | Self::ProxyMissing
            | Self::DatabaseNotShareable
            | Self::ProductUnknown
            | Self::ConsoleMissing
            | Self::PostInstallMissing => true,
            Self::NoInternet
            | Self::ConnectionAborted
            | Self::Timeout
            | Self::Canceled
            | Self::UpdateFailed
            | Self::ContentOutOfSync
            | Self::LicenseTermsPending => false,
        }
    }

    /// Whether WSUS does not answer on its own server either.
    #[must_use]
    pub fn stops_wsus(self) -> bool {
        matches!(self, Self::InternalServerError | Self::ServiceUnavailable | Self::PostInstallMissing)
    }

    /// Whether only some updates are missing: the site has all others.
    #[must_use]
    pub fn is_partial(self) -> bool {
        matches!(self, Self::UpdateFailed | Self::LicenseTermsPending)
    }

    /// The state it leaves a software update point in.
    #[must_use]
    pub fn state(self) -> SyncState {
        match self {
            Self::ContentOutOfSync => SyncState::OutOfSync,
            Self::LicenseTermsPending => SyncState::LicenseTermsPending,
            _ => SyncState::Failed,
        }
    }

    /// The last error code in the status (`LastSyncErrorCode` of `SMS_SUPSyncStatus`), an HRESULT.
    ///
    /// 0x80131500 and 0x8013150A were seen in public logs, and 0x80131505 with time-outs. 0x80072EFE is documented with
    /// its text. 0x80004005 and 0x80131701 are those that WCM.log names. 0x80131509 is inferred from the class of the
    /// exception. Where no code is known, the general one is used.
    #[must_use]
    pub fn code(self) -> u32 {
        match self {
            Self::Unauthorized => 0x8013_150A,
            Self::Timeout => 0x8013_1505,
            Self::ConnectionAborted => 0x8007_2EFE,
            Self::ProductUnknown => 0x8000_4005,
            Self::ConsoleMissing => 0x8013_1701,
            Self::ProxyAuthenticationRequired
            | Self::Forbidden
            | Self::InternalServerError
            | Self::BadGateway
            | Self::ServiceUnavailable
            | Self::WrongPort
            | Self::ConnectionClosed => 0x8013_1509,
            Self::NoInternet
            | Self::WsusIsReplica
            | Self::NoUpstream
            | Self::WsusNotInstalled
            | Self::WsusNotSupported
            | Self::WsusVersionsDiffer
            | Self::ConsoleVersionDiffers
            | Self::WsusNewerThanUpstream
            | Self::WsusHasClients
            | Self::ProxyMissing
            | Self::DatabaseNotShareable
            | Self::PostInstallMissing
            | Self::Canceled
            | Self::UpdateFailed
            | Self::ContentOutOfSync
            | Self::LicenseTermsPending => 0x8013_1500,
        }
    }

    /// What is wrong, as the end of a sentence that begins with the server.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoInternet => "cannot reach its synchronization source",
            Self::ProxyAuthenticationRequired => "does not have the credentials that its proxy requires (HTTP 407)",
            Self::Unauthorized => "does not accept the account that connects to its WSUS (HTTP 401)",
            Self::Forbidden => "refuses access to its WSUS (HTTP 403)",
            Self::InternalServerError => "has a WSUS web site that fails (HTTP 500)",
            Self::BadGateway => "cannot be reached by the proxy in front of it (HTTP 502)",
            Self::ServiceUnavailable => "has a WSUS that is stopped or overloaded (HTTP 503)",
            Self::WrongPort => "refuses the connection: its WSUS listens on other ports",
            Self::ConnectionClosed => "closes the connection: the TLS settings do not match",
            Self::ConnectionAborted => "loses its connection (0x80072EFE)",
            Self::Timeout => "receives no answer in time",
            Self::WsusIsReplica => "has a WSUS that is set up as a replica",
            Self::NoUpstream => "has no upstream: it refers to no software update point of the parent site",
            Self::WsusNotInstalled => "has no WSUS",
            Self::WsusNotSupported => "has a version of WSUS that is out of support",
            Self::WsusVersionsDiffer => "has another version of WSUS than the others of its site",
            Self::ConsoleVersionDiffers => "has another version of WSUS than the console on the site server",
            Self::WsusNewerThanUpstream => "has a newer version of WSUS than its upstream",
            Self::WsusHasClients => "has a WSUS with its own clients",
            Self::ProxyMissing => "is to use a proxy, but no proxy is configured on it",
            Self::DatabaseNotShareable => "uses a WSUS database that it may not share",
            Self::ProductUnknown => "has a WSUS that does not know a subscribed product (-2147467259)",
            Self::ConsoleMissing => "cannot be configured: the WSUS console is missing on the site server",
            Self::PostInstallMissing => "has a WSUS whose post-installation was not run",
            Self::Canceled => "was stopped by somebody while its WSUS was synchronizing",
            Self::UpdateFailed => "has synchronized, but one update could not be saved",
            Self::ContentOutOfSync => "has different content from its upstream",
            Self::LicenseTermsPending => "has synchronized, but some license terms could not be downloaded",
        }
    }

    /// What to do, in sentences.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::NoInternet => {
                "Let the server reach sws.update.microsoft.com on ports 80 and 443, or its upstream WSUS, if necessary \
                 through a proxy. Or choose another source."
            }
            Self::ProxyAuthenticationRequired => "Set an account that the proxy accepts in proxy of the site system.",
            Self::Unauthorized => {
                "Make the account that connects, the connection account or else the computer account of the site \
                 server, a local administrator and a member of WSUS Administrators on the server."
            }
            Self::Forbidden => {
                "Give the account that connects, the connection account or else the computer account of the site server, \
                 access to the WSUS web site, and check the IIS restrictions."
            }
            Self::InternalServerError => "Check the event log of the server, and restart its WSUS web site.",
            Self::BadGateway => "Exclude the server from the proxy, or let the proxy reach it.",
            Self::ServiceUnavailable => {
                "Start WsusPool in IIS. Raise its queue length to 2000. Raise its private memory limit, or set it to 0."
            }
            Self::WrongPort => "Write the ports of the WSUS web site in http_port and https_port of the role.",
            Self::ConnectionClosed => "Set up WSUS and the role in the same way: both with SSL, or both without.",
            Self::ConnectionAborted | Self::Timeout => {
                "Check the firewall and the proxy between the server and its source."
            }
            Self::WsusIsReplica => {
                "Set up WSUS as an autonomous server: the first software update point of a site is not a replica."
            }
            Self::NoUpstream => {
                "Install the first software update point of the parent site, and refer to it in upstream_sup_id."
            }
            Self::WsusNotInstalled => "Install the WSUS role on the server, or choose another server.",
            Self::WsusNotSupported => "Update the server to Windows Server 2016 or later, or choose another one.",
            Self::WsusVersionsDiffer => "Give all servers of the site the same version of Windows Server.",
            Self::ConsoleVersionDiffers => {
                "Give the site server and its software update points the same version of Windows Server."
            }
            Self::WsusNewerThanUpstream => "Update WSUS from the top of the hierarchy down.",
            Self::WsusHasClients => "Choose a server whose WSUS never had its own clients.",
            Self::ProxyMissing => "Set proxy of the site system, or set use_proxy_for_sync of the role to false.",
            Self::DatabaseNotShareable => {
                "Give each site its own WSUS database, and a fifth software update point another one."
            }
            Self::ProductUnknown => {
                "Remove the product that WCM.log names from products of the sync settings: the site does not remove it \
                 automatically."
            }
            Self::ConsoleMissing => {
                "Install the WSUS Administration console on the site server (Install-WindowsFeature \
                 UpdateServices-RSAT), and restart SMS_EXECUTIVE."
            }
            Self::PostInstallMissing => {
                "Run \"wsusutil postinstall\" on the server. If its database was moved to SQL Server, replace the \
                 feature WID Database by SQL Server Connectivity first."
            }
            Self::Canceled => "Nothing is lost: the next synchronization continues.",
            Self::UpdateFailed => {
                "All other updates have synchronized. Decline the update in WSUS if it is not needed, or wait until it \
                 is published again. wsyncmgr.log names it."
            }
            Self::ContentOutOfSync => "Synchronize its source again, and then this software update point.",
            Self::LicenseTermsPending => {
                "The site retries in an hour. If the failure persists, check the WSUS content folder and its \
                 permissions, and run \"wsusutil reset\" on the server to download what is missing."
            }
        }
    }
}
