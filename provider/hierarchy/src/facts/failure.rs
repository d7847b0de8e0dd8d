use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sync_state::SyncState;

/// Why a software update point does not synchronise ("Troubleshoot software update synchronization").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Its server does not reach the source.
    NoInternet,
    /// The proxy wants credentials it does not get.
    ProxyAuthenticationRequired,
    /// WSUS does not know who asks (HTTP 401).
    Unauthorized,
    /// WSUS refuses who asks (HTTP 403).
    Forbidden,
    /// WSUS fails (HTTP 500).
    InternalServerError,
    /// Something between does not reach WSUS (HTTP 502).
    BadGateway,
    /// The application pool of WSUS is stopped or overloaded (HTTP 503).
    ServiceUnavailable,
    /// WSUS listens on other ports.
    WrongPort,
    /// The other side closes the connection: TLS does not fit.
    ConnectionClosed,
    /// The connection ends abnormally (0x80072EFE).
    ConnectionAborted,
    /// Nobody answers in time.
    Timeout,
    /// WSUS is set up as a replica, and the first software update point of a site must not be.
    WsusIsReplica,
    /// It names no software update point of the parent site to synchronise from.
    NoUpstream,
    /// Its content is not that of its upstream.
    ContentOutOfSync,
    /// It has synchronised, but for updates whose licence terms could not be downloaded.
    LicenceTermsPending,
}

impl Failure {
    /// Whether WSUS Configuration Manager cannot set up WSUS, so that synchronisation does not even begin.
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
            | Self::NoUpstream => true,
            Self::NoInternet
            | Self::ConnectionAborted
            | Self::Timeout
            | Self::ContentOutOfSync
            | Self::LicenceTermsPending => false,
        }
    }

    /// The state it leaves a software update point in.
    #[must_use]
    pub fn state(self) -> SyncState {
        match self {
            Self::ContentOutOfSync => SyncState::OutOfSync,
            Self::LicenceTermsPending => SyncState::LicenceTermsPending,
            _ => SyncState::Failed,
        }
    }

    /// What the status shows as the last error code (`LastSyncErrorCode` of `SMS_SUPSyncStatus`), an HRESULT.
    ///
    /// 0x80131500 and 0x8013150A were seen in public, 0x80131505 with time-outs, 0x80072EFE is documented beside its text;
    /// 0x80131509 is inferred from the class of the exception. Where none is known, the general one stands.
    #[must_use]
    pub fn code(self) -> u32 {
        match self {
            Self::Unauthorized => 0x8013_150A,
            Self::Timeout => 0x8013_1505,
            Self::ConnectionAborted => 0x8007_2EFE,
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
            | Self::ContentOutOfSync
            | Self::LicenceTermsPending => 0x8013_1500,
        }
    }

    /// What is wrong, as the end of a sentence that begins with the server.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoInternet => "does not reach the source it synchronises from",
            Self::ProxyAuthenticationRequired => "is asked by its proxy for credentials it does not have (HTTP 407)",
            Self::Unauthorized => "does not accept the account that connects to its WSUS (HTTP 401)",
            Self::Forbidden => "refuses access to its WSUS (HTTP 403)",
            Self::InternalServerError => "has a WSUS site that fails (HTTP 500)",
            Self::BadGateway => "is not reached by the proxy in front of it (HTTP 502)",
            Self::ServiceUnavailable => "has a WSUS that is stopped or overloaded (HTTP 503)",
            Self::WrongPort => "refuses the connection: its WSUS listens on other ports",
            Self::ConnectionClosed => "closes the connection: TLS settings do not fit",
            Self::ConnectionAborted => "loses its connection (0x80072EFE)",
            Self::Timeout => "gets no answer in time",
            Self::WsusIsReplica => "has a WSUS that is set up as a replica",
            Self::NoUpstream => "has no upstream: it names no software update point of the parent site",
            Self::ContentOutOfSync => "has other content than its upstream",
            Self::LicenceTermsPending => "has synchronised, but some licence terms could not be downloaded",
        }
    }

    /// What to do about it, in a sentence.
    #[must_use]
    pub fn way_out(self) -> &'static str {
        match self {
            Self::NoInternet => {
                "Let the server reach sws.update.microsoft.com on ports 80 and 443, or its upstream WSUS, through a proxy \
                 if need be; or choose another source."
            }
            Self::ProxyAuthenticationRequired => "Give the proxy of the site system an account it accepts.",
            Self::Unauthorized => {
                "Make the connection account a local administrator and a member of WSUS Administrators on the server."
            }
            Self::Forbidden => "Give the connection account access to the WSUS web site, and look at IIS restrictions.",
            Self::InternalServerError => "Look at the event log of the server, and restart its WSUS site.",
            Self::BadGateway => "Exempt the server from the proxy, or mend the proxy's way to it.",
            Self::ServiceUnavailable => {
                "Start WsusPool in IIS; raise its queue length to 2000 and its private memory limit, or set it to 0."
            }
            Self::WrongPort => "Write the ports of the WSUS site's bindings in http_port and https_port of the role.",
            Self::ConnectionClosed => "Set WSUS and the role up alike: both with SSL, or both without.",
            Self::ConnectionAborted | Self::Timeout => {
                "Look at the firewall and the proxy between the server and its source."
            }
            Self::WsusIsReplica => {
                "Set WSUS up as an autonomous server: the first software update point of a site is no replica."
            }
            Self::NoUpstream => {
                "Install the first software update point of the parent site, and name it in upstream_sup_id."
            }
            Self::ContentOutOfSync => "Have its source synchronise again, and this one after it.",
            Self::LicenceTermsPending => {
                "It is tried again in an hour; if it stays, look at the WSUS content folder and its permissions."
            }
        }
    }
}
