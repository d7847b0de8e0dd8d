use crate::store::StoreError;
use crate::sync::error::unknown_site;
use crate::sync::world::World;

/// Why a log cannot be displayed.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
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

    /// What the user can do, as a sentence.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Empty => "Install a site first: write a configmgr_site and run terraform apply.".to_owned(),
            Self::UnknownSite { site_code, known } => unknown_site(site_code, known),
            Self::Store(error) => error.remedy().to_owned(),
        }
    }
}
