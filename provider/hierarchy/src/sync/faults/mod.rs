//! Injecting and clearing faults.

mod applicability;

pub(crate) use applicability::why_not_applicable;

use jiff::Timestamp;

use crate::facts::{self, Fault, FaultKind, Scope};
use crate::model::{Site, SupRole, key};
use crate::store::{FactKind, Lookup, StoreError, Transaction, View};
use crate::wording::nearest;

/// Why a fault is not injected or cleared.
#[derive(Debug, thiserror::Error)]
pub enum FaultError {
    /// A fault of a server requires a server with a software update point.
    #[error("there is no software update point on {server}")]
    UnknownServer {
        /// The requested server.
        server: String,
        /// The existing servers.
        known: Vec<String>,
    },
    /// The site does not exist.
    #[error("there is no site {site_code}")]
    UnknownSite {
        /// The requested site code.
        site_code: String,
        /// The existing site codes.
        known: Vec<String>,
    },
    /// The hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl FaultError {
    /// What the user can do, as a sentence.
    #[must_use]
    pub fn remedy(&self) -> String {
        let (wanted, known, what) = match self {
            Self::UnknownServer { server, known } => (server, known, "servers"),
            Self::UnknownSite { site_code, known } => (site_code, known, "sites"),
            Self::Store(error) => return error.remedy().to_owned(),
        };
        match nearest(wanted, known.iter().map(String::as_str)) {
            Some(near) => format!("Did you mean {near}?"),
            None if known.is_empty() => format!("The hierarchy has no {what} yet."),
            None => format!("\"supctl tree\" shows the {what}."),
        }
    }
}

/// The injected faults, by kind and target.
pub(crate) fn all(view: &dyn View) -> Result<Vec<Fault>, StoreError> {
    Ok(facts::all(view, FactKind::Fault)?.into_iter().map(|(_, fault)| fault).collect())
}

/// Injects a fault. Returns false if it is already injected.
pub(crate) fn add(
    transaction: &mut dyn Transaction,
    kind: FaultKind,
    target: &str,
    since: Timestamp,
    actor: &str,
) -> Result<bool, FaultError> {
    let target = match kind.scope() {
        Scope::Server => server(transaction, target)?,
        Scope::Site => site(transaction, target)?,
    };
    let fault = Fault { kind, target, since, actor: actor.to_owned() };
    if transaction.fact(FactKind::Fault, &fault.key())?.is_some() {
        return Ok(false);
    }
    facts::write(transaction, FactKind::Fault, &fault.key(), &fault)?;
    Ok(true)
}

/// Clears faults.
pub(crate) fn clear(
    transaction: &mut dyn Transaction,
    kind: Option<FaultKind>,
    target: Option<&str>,
) -> Result<Vec<Fault>, FaultError> {
    let mut cleared = all(&*transaction)?;
    cleared.retain(|fault| kind.is_none_or(|kind| kind == fault.kind));
    cleared.retain(|fault| target.is_none_or(|target| key(target) == key(&fault.target)));
    for fault in &cleared {
        transaction.remove_fact(FactKind::Fault, &fault.key())?;
    }
    Ok(cleared)
}

/// The server, as spelled in its roles.
fn server(view: &dyn View, wanted: &str) -> Result<String, FaultError> {
    if let Some(role) = view.all::<SupRole>(Lookup::Server(wanted))?.into_iter().next() {
        return Ok(role.object.server_fqdn);
    }
    let roles = view.all::<SupRole>(Lookup::All)?;
    let known = roles.into_iter().map(|role| role.object.server_fqdn).collect();
    Err(FaultError::UnknownServer { server: wanted.to_owned(), known })
}

/// The site code, as spelled in the site.
fn site(view: &dyn View, wanted: &str) -> Result<String, FaultError> {
    if let Some(site) = view.site(wanted)? {
        return Ok(site.site_code);
    }
    let sites = view.all::<Site>(Lookup::All)?;
    let known = sites.into_iter().map(|site| site.object.site_code).collect();
    Err(FaultError::UnknownSite { site_code: wanted.to_owned(), known })
}
