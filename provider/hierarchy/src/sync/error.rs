use jiff::Timestamp;

use super::not_found::NotFound;
use crate::store::StoreError;

/// Why a synchronization cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The site does not exist.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// Synchronization is started only at the top-level site (V123).
    #[error("synchronization cannot be started at site {site_code} (V123)")]
    AtChild {
        /// The requested site.
        site_code: String,
        /// The top-level site.
        top: String,
    },
    /// The site has no software update point.
    #[error("site {site_code} has no software update point")]
    NoRole {
        /// The site.
        site_code: String,
    },
    /// A synchronization is already in progress.
    #[error("site {site_code} has been synchronizing since {since}")]
    Running {
        /// The site.
        site_code: String,
        /// Since when.
        since: Timestamp,
    },
    /// The hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SyncError {
    /// What the user can do, as a sentence.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::NotFound(error) => error.remedy(),
            Self::AtChild { top, .. } => format!(
                "A child site synchronizes after its parent site. Start synchronization at the top-level site, {top}."
            ),
            Self::NoRole { .. } => "Install one first: write a configmgr_sup_role and run terraform apply.".to_owned(),
            Self::Running { .. } => {
                "Wait for it with \"supctl sync --wait\", or see its progress with \"supctl status\".".to_owned()
            }
            Self::Store(error) => error.remedy().to_owned(),
        }
    }
}
