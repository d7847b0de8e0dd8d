use jiff::Timestamp;

use crate::store::StoreError;
use crate::wording::nearest;

/// Why a site does not begin to synchronise.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// There is no site at all.
    #[error("the hierarchy has no site")]
    Empty,
    /// There is no such site.
    #[error("there is no site {site_code}")]
    UnknownSite {
        /// The code asked for.
        site_code: String,
        /// The codes there are.
        known: Vec<String>,
    },
    /// Only the top-level site is asked (V123).
    #[error("synchronisation cannot be started at site {site_code} (V123)")]
    AtChild {
        /// The site asked for.
        site_code: String,
        /// The site to ask instead.
        top: String,
    },
    /// The site has nothing to synchronise with.
    #[error("site {site_code} has no software update point")]
    NoRole {
        /// The site.
        site_code: String,
    },
    /// It is synchronising already.
    #[error("site {site_code} is synchronising already, since {since}")]
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
    /// What its reader can do about it, as a sentence.
    #[must_use]
    pub fn way_out(&self) -> String {
        match self {
            Self::Empty => "Install a site first: write a configmgr_site and run terraform apply.".to_owned(),
            Self::UnknownSite { site_code, known } => unknown_site(site_code, known),
            Self::AtChild { top, .. } => format!(
                "A child site begins when its parent has synchronised. Start at the top-level site, {top}; the others follow."
            ),
            Self::NoRole { .. } => "Install one first: write a configmgr_sup_role and run terraform apply.".to_owned(),
            Self::Running { .. } => {
                "Wait for it with \"supctl sync --wait\", or see how far it is with \"supctl status\".".to_owned()
            }
            Self::Store(error) => error.way_out().to_owned(),
        }
    }
}

/// What to do about the code of a site there is not.
pub(crate) fn unknown_site(site_code: &str, known: &[String]) -> String {
    match nearest(site_code, known.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean {near}? \"supctl tree\" shows the sites."),
        None => format!("The sites are {}.", known.join(", ")),
    }
}
