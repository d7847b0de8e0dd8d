//! Faults that can be injected to practice failures.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use crate::model::key;

/// The kind of a fault. The console uses the same names: `no-internet`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The server cannot reach the internet, or the upstream WSUS outside the hierarchy.
    NoInternet,
    /// The proxy of a role requires credentials (HTTP 407).
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
    /// WSUS listens on other ports than those of the role.
    WrongPort,
    /// The other side closes the connection: TLS does not fit.
    ConnectionClosed,
    /// The connection ends abnormally (0x80072EFE): a firewall or a proxy closes it.
    ConnectionAborted,
    /// There is no answer in time.
    Timeout,
    /// WSUS was set up manually as a replica.
    ReplicaMisconfigured,
    /// The content of WSUS differs from its upstream (6707).
    ContentOutOfSync,
    /// License terms cannot be downloaded (6708).
    #[serde(rename = "licence-terms-pending")]
    LicenseTermsPending,
    /// WSUS has lost a product that is subscribed, as after a cleanup ("Failed to set Subscriptions on the WSUS Server",
    /// a knowledge base article of a patch vendor).
    ProductUnknown,
    /// The site server has no WSUS Administration console, and so no API to connect to WSUS ("WSUS Configuration Manager
    /// configures the WSUS server").
    ConsoleMissing,
    /// WSUS was not configured after its installation, or after its database was moved to SQL Server.
    PostInstallMissing,
    /// Somebody stops each synchronization of WSUS.
    #[serde(rename = "cancelled")]
    Canceled,
    /// One update cannot be saved in the site database ("August 2019 .NET Framework 4.7.2 updates fail to synchronize").
    UpdateFailed,
    /// The database of WSUS cannot be reached for maintenance.
    MaintenanceFails,
    /// Automatic deployment rules cannot download (error 12007).
    DownloadFails,
    /// The site server does not trust the certificate that signs third-party updates (error 13875).
    ThirdPartyCertificate,
    /// Replication with the parent site is degraded.
    ReplicationDegraded,
    /// Replication with the parent site has failed.
    ReplicationFailed,
}

/// What a fault affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// A server that hosts a software update point.
    Server,
    /// A site.
    Site,
}

/// An injected fault, which lasts until it is cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// The kind of the fault.
    pub kind: FaultKind,
    /// The FQDN of the server, or the site code.
    pub target: String,
    /// When it was injected, in hierarchy time.
    pub since: Timestamp,
    /// Who injected it.
    pub actor: String,
    /// The product that WSUS no longer knows, with [`FaultKind::ProductUnknown`]: its id, or its name if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
}

impl FaultKind {
    /// All, in the order of lists.
    pub const ALL: [Self; 24] = [
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
        Self::LicenseTermsPending,
        Self::ProductUnknown,
        Self::ConsoleMissing,
        Self::PostInstallMissing,
        Self::Canceled,
        Self::UpdateFailed,
        Self::MaintenanceFails,
        Self::DownloadFails,
        Self::ThirdPartyCertificate,
        Self::ReplicationDegraded,
        Self::ReplicationFailed,
    ];

    /// Its name at the console.
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
            Self::LicenseTermsPending => "licence-terms-pending",
            Self::ProductUnknown => "product-unknown",
            Self::ConsoleMissing => "console-missing",
            Self::PostInstallMissing => "post-install-missing",
            Self::Canceled => "cancelled",
            Self::UpdateFailed => "update-failed",
            Self::MaintenanceFails => "maintenance-fails",
            Self::DownloadFails => "download-fails",
            Self::ThirdPartyCertificate => "third-party-certificate",
            Self::ReplicationDegraded => "replication-degraded",
            Self::ReplicationFailed => "replication-failed",
        }
    }

    /// What it means, in a phrase.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::NoInternet => "the server cannot reach Microsoft Update or the upstream WSUS",
            Self::ProxyAuthRequired => "the proxy requires credentials (HTTP 407)",
            Self::Http401 => "WSUS answers 401: the account has no access",
            Self::Http403 => "WSUS answers 403: access is forbidden",
            Self::Http500 => "WSUS answers 500: the WSUS web site fails",
            Self::Http502 => "a gateway answers 502: WSUS cannot be reached through it",
            Self::Http503 => "WSUS answers 503: its application pool is stopped or overloaded",
            Self::WrongPort => "WSUS listens on other ports than those of the role",
            Self::ConnectionClosed => "the connection is closed: the TLS settings do not match",
            Self::ConnectionAborted => "the connection ends abnormally (0x80072EFE): a firewall closes it",
            Self::Timeout => "there is no answer in time",
            Self::ReplicaMisconfigured => "WSUS was set up manually as a replica",
            Self::ContentOutOfSync => "the content of WSUS differs from its upstream (6707)",
            Self::LicenseTermsPending => "license terms cannot be downloaded (6708)",
            Self::ProductUnknown => "WSUS no longer knows a product that is subscribed",
            Self::ConsoleMissing => "the WSUS console is missing on the site server (0x80131701)",
            Self::PostInstallMissing => {
                "the post-installation of WSUS was not run, as after a move of its database to SQL Server"
            }
            Self::Canceled => "somebody stops each synchronization of WSUS",
            Self::UpdateFailed => "one update cannot be saved in the site database",
            Self::MaintenanceFails => "the WSUS database cannot be reached for maintenance",
            Self::DownloadFails => {
                "automatic deployment rules cannot download (error 12007) without an account for the proxy"
            }
            Self::ThirdPartyCertificate => {
                "the site server does not trust the signing certificate of third-party updates (error 13875)"
            }
            Self::ReplicationDegraded => "database replication with the parent site is degraded",
            Self::ReplicationFailed => "database replication with the parent site has failed",
        }
    }

    /// The command that clears the fault at a software update point or its site.
    #[must_use]
    pub fn clear_command(self, site_code: &str, server_fqdn: &str) -> String {
        match self.scope() {
            Scope::Server => format!("supctl fault clear {self} --server {server_fqdn}"),
            Scope::Site => format!("supctl fault clear {self} --site {site_code}"),
        }
    }

    /// Whether it affects a server or a site.
    #[must_use]
    pub fn scope(self) -> Scope {
        match self {
            Self::ConsoleMissing
            | Self::DownloadFails
            | Self::ThirdPartyCertificate
            | Self::ReplicationDegraded
            | Self::ReplicationFailed => Scope::Site,
            _ => Scope::Server,
        }
    }

    /// What cures it at a real site, in sentences.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::MaintenanceFails => "Let the site server reach the database of WSUS, with the rights it needs there.",
            Self::DownloadFails => {
                "Set an account that the proxy accepts, and use_proxy_for_sync and use_proxy_for_adr."
            }
            Self::ThirdPartyCertificate => {
                "Import the signing certificate into Trusted Root Certification Authorities of the site server."
            }
            Self::ReplicationDegraded | Self::ReplicationFailed => "Analyze the replication link in the console.",
            _ => self.failure().map_or("", Failure::remedy),
        }
    }

    /// Where its behavior is described.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::ConnectionAborted
            | Self::ConnectionClosed
            | Self::Http401
            | Self::Http403
            | Self::Http500
            | Self::Http502
            | Self::Http503
            | Self::NoInternet
            | Self::ProxyAuthRequired
            | Self::ReplicaMisconfigured
            | Self::WrongPort => "Troubleshoot software update synchronization",
            Self::Timeout => "A public description of a lab, whose first synchronization timed out",
            Self::ContentOutOfSync | Self::ReplicationDegraded | Self::ReplicationFailed => "SMS_SUPSyncStatus",
            Self::LicenseTermsPending => {
                "SMS_SUPSyncStatus; a knowledge base article of a patch vendor about license terms"
            }
            Self::ProductUnknown => "A knowledge base article of a patch vendor about subscriptions that WSUS refuses",
            Self::ConsoleMissing => {
                "WSUS Configuration Manager configures the WSUS server; a public description of a lab"
            }
            Self::PostInstallMissing => "A public report about Migrating the WSUS Database from WID to SQL",
            Self::Canceled => {
                "SynchronizationResult and ISubscription.StopSynchronization; the texts of logs are unknown"
            }
            Self::UpdateFailed => "August 2019 .NET Framework 4.7.2 updates fail to synchronize",
            Self::MaintenanceFails => "Software updates maintenance",
            Self::DownloadFails => "Install and configure a software update point",
            Self::ThirdPartyCertificate => "A public report about Enable third-party updates",
        }
    }

    /// The failure of synchronization that it causes, if any.
    #[must_use]
    pub fn failure(self) -> Option<Failure> {
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
            Self::LicenseTermsPending => Failure::LicenseTermsPending,
            Self::ProductUnknown => Failure::ProductUnknown,
            Self::ConsoleMissing => Failure::ConsoleMissing,
            Self::PostInstallMissing => Failure::PostInstallMissing,
            Self::Canceled => Failure::Canceled,
            Self::UpdateFailed => Failure::UpdateFailed,
            Self::MaintenanceFails
            | Self::DownloadFails
            | Self::ThirdPartyCertificate
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
    /// Its key among all faults.
    pub(crate) fn key(&self) -> String {
        format!("{}@{}", self.kind, key(&self.target))
    }
}
