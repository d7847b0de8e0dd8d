//! The hierarchy a configured provider works on, opened when it is first needed.

mod errors;
mod private_state;
mod run_file;

pub(crate) use errors::{store_diagnostic, unknown_path};
pub(crate) use private_state::{Intent, Kept};
pub(crate) use run_file::Companions;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hierarchy::{Author, Clock, Hierarchy, Order, Rehearsal, Site, SystemClock};
use tfplugin::framework::diagnostics::Diagnostic;

/// Through what the history says a change came.
const ORIGIN: &str = "terraform";

/// Where the hierarchy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a file.
    File(PathBuf),
    /// Not known before apply.
    Unknown,
}

/// What every handler works with.
#[derive(Debug)]
pub struct Client {
    place: Place,
    author: Author,
    order: Order,
    opened: Mutex<Option<Arc<Hierarchy>>>,
    planned_sites: Mutex<BTreeMap<String, Standing>>,
    rehearsal: Mutex<Rehearsal>,
    companions: Option<Companions>,
}

/// Where in its hierarchy a site stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It reports to no other.
    TopLevel,
    /// It reports to another.
    Child,
}

impl Standing {
    pub(crate) fn of(site: &Site) -> Self {
        if site.is_top_level() { Self::TopLevel } else { Self::Child }
    }
}

impl Client {
    /// A client of a hierarchy. One that is there is opened at once, so that what is wrong with it is said once.
    pub(crate) fn new(place: Place, actor: String, order: Order) -> Result<Self, Diagnostic> {
        let companions = match &place {
            Place::File(path) => Companions::on(path),
            Place::Unknown => None,
        };
        let client = Self {
            place,
            companions,
            author: Author { actor, origin: ORIGIN.to_owned() },
            order,
            opened: Mutex::default(),
            planned_sites: Mutex::default(),
            rehearsal: Mutex::new(Rehearsal::new(SystemClock.now(), order)),
        };
        if let Some(hierarchy) = client.hierarchy_if_there()? {
            // What is planned is judged by what has become of the hierarchy until now, on its own clock.
            let now = hierarchy.catch_up().and_then(|()| hierarchy.now()).map_err(|error| store_diagnostic(&error))?;
            *client.rehearsal() = Rehearsal::new(now, order);
        }
        Ok(client)
    }

    pub(crate) fn author(&self) -> &Author {
        &self.author
    }

    /// How an order is taken that the product does not enforce.
    pub(crate) fn order(&self) -> Order {
        self.order
    }

    /// The hierarchy, created if need be.
    pub(crate) fn hierarchy(&self) -> Result<Arc<Hierarchy>, Diagnostic> {
        let mut opened = lock(&self.opened);
        if let Some(hierarchy) = opened.as_ref() {
            return Ok(Arc::clone(hierarchy));
        }
        let Place::File(path) = &self.place else { return Err(unknown_path()) };
        let hierarchy = Hierarchy::open(path, Arc::new(SystemClock)).map_err(|error| store_diagnostic(&error))?;
        let hierarchy = Arc::new(hierarchy);
        *opened = Some(Arc::clone(&hierarchy));
        Ok(hierarchy)
    }

    /// The hierarchy, where there is one: looking must not create it.
    pub(crate) fn hierarchy_if_there(&self) -> Result<Option<Arc<Hierarchy>>, Diagnostic> {
        match &self.place {
            Place::File(path) if path.exists() => self.hierarchy().map(Some),
            Place::File(_) | Place::Unknown => Ok(None),
        }
    }

    /// The hierarchy to read as a whole, where there is one. Where it is is known: nothing is no answer to who asks what
    /// there is.
    pub(crate) fn hierarchy_to_read(&self) -> Result<Option<Arc<Hierarchy>>, Diagnostic> {
        match &self.place {
            Place::Unknown => Err(unknown_path()),
            Place::File(_) => self.hierarchy_if_there(),
        }
    }

    /// What this run has planned so far.
    pub(crate) fn rehearsal(&self) -> MutexGuard<'_, Rehearsal> {
        lock(&self.rehearsal)
    }

    /// The other processes of this run.
    pub(crate) fn companions(&self) -> Option<&Companions> {
        self.companions.as_ref()
    }

    /// Whether this process has made a change: it applies a plan, then.
    pub(crate) fn has_written(&self) -> bool {
        lock(&self.opened).as_ref().is_some_and(|hierarchy| hierarchy.has_written())
    }

    /// Remembers a site of this plan: what is planned after it may ask where it stands.
    pub(crate) fn remember_site(&self, site_code: &str, standing: Standing) {
        lock(&self.planned_sites).insert(site_code.to_owned(), standing);
    }

    /// Where a site stands, planned in this run or stored; `None` where neither says.
    pub(crate) fn standing(&self, site_code: &str) -> Result<Option<Standing>, Diagnostic> {
        if let Some(standing) = lock(&self.planned_sites).get(site_code) {
            return Ok(Some(*standing));
        }
        let Some(hierarchy) = self.hierarchy_if_there()? else { return Ok(None) };
        let site = hierarchy.read(|view| view.site(site_code)).map_err(|error| store_diagnostic(&error))?;
        Ok(site.as_ref().map(Standing::of))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
