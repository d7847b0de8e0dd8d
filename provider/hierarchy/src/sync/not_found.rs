use crate::model::{Site, SupRole};
use crate::store::{Lookup, StoreError, View};
use crate::wording::{listed, nearest};

/// What a command names and the hierarchy does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// The hierarchy has no site at all.
    #[error("the hierarchy has no site")]
    AnySite,
    /// The site.
    #[error("there is no site {site_code}")]
    Site {
        /// The requested site code.
        site_code: String,
        /// The existing site codes.
        known: Vec<String>,
    },
    /// The software update point on a server.
    #[error("there is no software update point on {server}")]
    Server {
        /// The requested server.
        server: String,
        /// The existing servers.
        known: Vec<String>,
    },
}

impl NotFound {
    /// A site that does not exist, among those that do.
    #[must_use]
    pub fn site(site_code: &str, known: Vec<String>) -> Self {
        if known.is_empty() { Self::AnySite } else { Self::Site { site_code: site_code.to_owned(), known } }
    }

    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> String {
        let (wanted, known, what) = match self {
            Self::AnySite => return "Install a site first: write a configmgr_site and run terraform apply.".to_owned(),
            Self::Site { site_code, known } => (site_code, known, "sites"),
            Self::Server { server, known } => (server, known, "servers"),
        };
        match nearest(wanted, known.iter().map(String::as_str)) {
            Some(near) => format!("Did you mean {near}? \"supctl tree\" shows the {what}."),
            None if known.is_empty() => format!("The hierarchy has no {what} yet."),
            None => format!("The {what} are {}.", listed(known)),
        }
    }
}

/// Why a site or a server that a command names cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// It does not exist.
    #[error(transparent)]
    NotFound(#[from] NotFound),
    /// The hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LookupError {
    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::NotFound(error) => error.remedy(),
            Self::Store(error) => error.remedy().to_owned(),
        }
    }
}

/// The site code, as spelled in the site.
pub(crate) fn site_code(view: &dyn View, wanted: &str) -> Result<String, LookupError> {
    if let Some(site) = view.site(wanted)? {
        return Ok(site.site_code);
    }
    let known = view.all::<Site>(Lookup::All)?.into_iter().map(|site| site.object.site_code).collect();
    Err(NotFound::site(wanted, known).into())
}

/// The server of a software update point, as spelled in its role.
pub(crate) fn sup_server(view: &dyn View, wanted: &str) -> Result<String, LookupError> {
    if let Some(role) = view.all::<SupRole>(Lookup::Server(wanted))?.into_iter().next() {
        return Ok(role.object.server_fqdn);
    }
    let known = view.all::<SupRole>(Lookup::All)?.into_iter().map(|role| role.object.server_fqdn).collect();
    Err(NotFound::Server { server: wanted.to_owned(), known }.into())
}
