use jiff::Timestamp;

use crate::store::StoreError;
use crate::wording::nearest;

/// Why a synchronization cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The hierarchy has no site.
    #[error("the hierarchy has no site")]
    Empty,
    /// The site does not exist.
    #[error("there is no site {site_code}")]
    UnknownSite {
        /// The requested site code.
        site_code: String,
        /// The existing site codes.
        known: Vec<String>,
    },
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
            Self::Empty => "Install a site first: write a configmgr_site and run terraform apply.".to_owned(),
            Self::UnknownSite { site_code, known } => unknown_site(site_code, known),
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

/// What to do about an unknown site code.
pub(crate) fn unknown_site(site_code: &str, known: &[String]) -> String {
    match nearest(site_code, known.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean {near}? \"supctl tree\" shows the sites."),
        None => format!("The sites are {}.", known.join(", ")),
    }
}
