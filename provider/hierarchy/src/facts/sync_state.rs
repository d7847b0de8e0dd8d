use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// State of a synchronization: `LastSyncState` of `SMS_SUPSyncStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// 6702: it has synchronized.
    Succeeded,
    /// 6703: it failed to synchronize.
    Failed,
    /// 6704: its WSUS is synchronizing.
    Wsus,
    /// 6705: the site database is synchronizing.
    Database,
    /// 6706: a further software update point is synchronizing.
    Replica,
    /// 6707: its content differs from its upstream.
    OutOfSync,
    /// 6708: it has synchronized, but license terms are pending.
    #[serde(rename = "licence_terms_pending")]
    LicenseTermsPending,
}

impl SyncState {
    /// All, by code.
    pub const ALL: [Self; 7] = [
        Self::Succeeded,
        Self::Failed,
        Self::Wsus,
        Self::Database,
        Self::Replica,
        Self::OutOfSync,
        Self::LicenseTermsPending,
    ];

    /// The number in the product, 6702–6708.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Self::Succeeded => 6702,
            Self::Failed => 6703,
            Self::Wsus => 6704,
            Self::Database => 6705,
            Self::Replica => 6706,
            Self::OutOfSync => 6707,
            Self::LicenseTermsPending => 6708,
        }
    }

    /// Its name: `succeeded`, `failed` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Wsus => "wsus",
            Self::Database => "database",
            Self::Replica => "replica",
            Self::OutOfSync => "out_of_sync",
            Self::LicenseTermsPending => "licence_terms_pending",
        }
    }

    /// What it means, in a phrase.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Succeeded => "synchronized",
            Self::Failed => "failed",
            Self::Wsus => "synchronizing, WSUS phase",
            Self::Database => "synchronizing, site database phase",
            Self::Replica => "synchronizing as a replica",
            Self::OutOfSync => "content out of sync with upstream",
            Self::LicenseTermsPending => "synchronized, license terms pending",
        }
    }

    /// Whether a synchronization is in progress.
    #[must_use]
    pub fn is_running(self) -> bool {
        matches!(self, Self::Wsus | Self::Database | Self::Replica)
    }
}
