use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// State of a synchronisation: `LastSyncState` of `SMS_SUPSyncStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// 6702: it has synchronised.
    Succeeded,
    /// 6703: it has not.
    Failed,
    /// 6704: its WSUS is synchronising.
    Wsus,
    /// 6705: the site's database is synchronising.
    Database,
    /// 6706: a further software update point is synchronising.
    Replica,
    /// 6707: its content is not that of its upstream.
    OutOfSync,
    /// 6708: it has synchronised, and waits for licence terms.
    LicenceTermsPending,
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
        Self::LicenceTermsPending,
    ];

    /// The product's number, 6702–6708.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Self::Succeeded => 6702,
            Self::Failed => 6703,
            Self::Wsus => 6704,
            Self::Database => 6705,
            Self::Replica => 6706,
            Self::OutOfSync => 6707,
            Self::LicenceTermsPending => 6708,
        }
    }

    /// The word for it: `succeeded`, `failed` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Wsus => "wsus",
            Self::Database => "database",
            Self::Replica => "replica",
            Self::OutOfSync => "out_of_sync",
            Self::LicenceTermsPending => "licence_terms_pending",
        }
    }

    /// What it means, in a phrase.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Succeeded => "synchronised",
            Self::Failed => "failed",
            Self::Wsus => "synchronising, WSUS phase",
            Self::Database => "synchronising, site database phase",
            Self::Replica => "synchronising as a replica",
            Self::OutOfSync => "content out of sync with upstream",
            Self::LicenceTermsPending => "synchronised, licence terms pending",
        }
    }

    /// Whether a synchronisation is under way.
    #[must_use]
    pub fn is_running(self) -> bool {
        matches!(self, Self::Wsus | Self::Database | Self::Replica)
    }
}
