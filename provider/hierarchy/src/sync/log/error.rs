use crate::store::StoreError;
use crate::sync::error::unknown_site;
use crate::sync::world::World;

/// Why a log is not shown.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
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
    /// The hierarchy cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LogError {
    pub(super) fn no_site(world: &World, wanted: Option<&str>) -> Self {
        match wanted {
            Some(code) if !world.sites.is_empty() => Self::UnknownSite {
                site_code: code.to_owned(),
                known: world.sites.iter().map(|site| site.code.to_string()).collect(),
            },
            _ => Self::Empty,
        }
    }

    /// What its reader can do about it, as a sentence.
    #[must_use]
    pub fn way_out(&self) -> String {
        match self {
            Self::Empty => "Install a site first: write a configmgr_site and run terraform apply.".to_owned(),
            Self::UnknownSite { site_code, known } => unknown_site(site_code, known),
            Self::Store(error) => error.way_out().to_owned(),
        }
    }
}
