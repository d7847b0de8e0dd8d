//! What goes wrong on purpose, so that people can rehearse the bad day.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use crate::model::key;

/// What can go wrong. Its words are those of the console: `no-internet`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The server does not reach the internet, or the WSUS outside that it synchronises from.
    NoInternet,
    /// The proxy a role synchronises through asks for credentials (HTTP 407).
    ProxyAuthRequired,
    /// WSUS answers 401.
    #[serde(rename = "http-401")]
    Http401,
    /// WSUS answers 403.
    #[serde(rename = "http-403")]
    Http403,
    /// WSUS answers 500.
    #[serde(rename = "http-500")]
    Http500,
    /// WSUS answers 502.
    #[serde(rename = "http-502")]
    Http502,
    /// WSUS answers 503: its application pool is stopped or overloaded.
    #[serde(rename = "http-503")]
    Http503,
    /// WSUS listens on other ports than the role names.
    WrongPort,
    /// The other side closes the connection: TLS does not fit.
    ConnectionClosed,
    /// The connection ends abnormally (0x80072EFE): a firewall or proxy cuts it.
    ConnectionAborted,
    /// Nobody answers in time.
    Timeout,
    /// Somebody set WSUS up as a replica by hand.
    ReplicaMisconfigured,
    /// The content of WSUS is not that of its upstream (6707).
    ContentOutOfSync,
    /// Licence terms cannot be downloaded (6708).
    LicenceTermsPending,
    /// The database of WSUS cannot be reached for maintenance.
    MaintenanceFails,
    /// Automatic deployment rules cannot download (error 12007).
    DownloadFails,
    /// Replication with the parent site is degraded.
    ReplicationDegraded,
    /// Replication with the parent site has failed.
    ReplicationFailed,
}

/// What a fault is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// A server that hosts a software update point.
    Server,
    /// A site.
    Site,
}

/// Something that goes wrong on purpose until it is cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// The server's FQDN or the site's code.
    pub target: String,
    /// Since when, on the hierarchy's clock.
    pub since: Timestamp,
    /// Who wanted it.
    pub actor: String,
}

impl FaultKind {
    /// All, as they are listed.
    pub const ALL: [Self; 18] = [
        Self::NoInternet,
        Self::ProxyAuthRequired,
        Self::Http401,
        Self::Http403,
        Self::Http500,
        Self::Http502,
        Self::Http503,
        Self::WrongPort,
        Self::ConnectionClosed,
        Self::ConnectionAborted,
        Self::Timeout,
        Self::ReplicaMisconfigured,
        Self::ContentOutOfSync,
        Self::LicenceTermsPending,
        Self::MaintenanceFails,
        Self::DownloadFails,
        Self::ReplicationDegraded,
        Self::ReplicationFailed,
    ];

    /// The word for it at the console.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoInternet => "no-internet",
            Self::ProxyAuthRequired => "proxy-auth-required",
            Self::Http401 => "http-401",
            Self::Http403 => "http-403",
            Self::Http500 => "http-500",
            Self::Http502 => "http-502",
            Self::Http503 => "http-503",
            Self::WrongPort => "wrong-port",
            Self::ConnectionClosed => "connection-closed",
            Self::ConnectionAborted => "connection-aborted",
            Self::Timeout => "timeout",
            Self::ReplicaMisconfigured => "replica-misconfigured",
            Self::ContentOutOfSync => "content-out-of-sync",
            Self::LicenceTermsPending => "licence-terms-pending",
            Self::MaintenanceFails => "maintenance-fails",
            Self::DownloadFails => "download-fails",
            Self::ReplicationDegraded => "replication-degraded",
            Self::ReplicationFailed => "replication-failed",
        }
    }

    /// What it means, in a phrase.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::NoInternet => "the server does not reach Microsoft Update or the upstream WSUS",
            Self::ProxyAuthRequired => "the proxy asks for credentials (HTTP 407)",
            Self::Http401 => "WSUS answers 401: the account has no rights there",
            Self::Http403 => "WSUS answers 403: access is forbidden",
            Self::Http500 => "WSUS answers 500: the WSUS site fails",
            Self::Http502 => "a gateway answers 502: WSUS cannot be reached through it",
            Self::Http503 => "WSUS answers 503: its application pool is stopped or overloaded",
            Self::WrongPort => "WSUS listens on other ports than the role names",
            Self::ConnectionClosed => "the connection is closed: TLS settings do not fit",
            Self::ConnectionAborted => "the connection ends abnormally (0x80072EFE): a firewall cuts it",
            Self::Timeout => "nobody answers in time",
            Self::ReplicaMisconfigured => "somebody set WSUS up as a replica by hand",
            Self::ContentOutOfSync => "the content of WSUS is not that of its upstream (6707)",
            Self::LicenceTermsPending => "licence terms cannot be downloaded (6708)",
            Self::MaintenanceFails => "the WSUS database cannot be reached for maintenance",
            Self::DownloadFails => "automatic deployment rules cannot download (error 12007)",
            Self::ReplicationDegraded => "database replication with the parent site is degraded",
            Self::ReplicationFailed => "database replication with the parent site has failed",
        }
    }

    /// The command that lets go well again what goes wrong on purpose at a server or site.
    #[must_use]
    pub fn clearing(self, target: &str) -> String {
        let option = match self.scope() {
            Scope::Server => "--server",
            Scope::Site => "--site",
        };
        format!("supctl fault clear {self} {option} {target}")
    }

    /// What it is at.
    #[must_use]
    pub fn scope(self) -> Scope {
        match self {
            Self::DownloadFails | Self::ReplicationDegraded | Self::ReplicationFailed => Scope::Site,
            _ => Scope::Server,
        }
    }

    /// The failure it makes of a synchronisation, if it makes it fail.
    pub(crate) fn failure(self) -> Option<Failure> {
        Some(match self {
            Self::NoInternet => Failure::NoInternet,
            Self::ProxyAuthRequired => Failure::ProxyAuthenticationRequired,
            Self::Http401 => Failure::Unauthorized,
            Self::Http403 => Failure::Forbidden,
            Self::Http500 => Failure::InternalServerError,
            Self::Http502 => Failure::BadGateway,
            Self::Http503 => Failure::ServiceUnavailable,
            Self::WrongPort => Failure::WrongPort,
            Self::ConnectionClosed => Failure::ConnectionClosed,
            Self::ConnectionAborted => Failure::ConnectionAborted,
            Self::Timeout => Failure::Timeout,
            Self::ReplicaMisconfigured => Failure::WsusIsReplica,
            Self::ContentOutOfSync => Failure::ContentOutOfSync,
            Self::LicenceTermsPending
            | Self::MaintenanceFails
            | Self::DownloadFails
            | Self::ReplicationDegraded
            | Self::ReplicationFailed => return None,
        })
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Fault {
    /// What tells it from other faults.
    pub(crate) fn key(&self) -> String {
        format!("{}@{}", self.kind, key(&self.target))
    }
}
