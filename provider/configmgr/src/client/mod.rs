//! The hierarchy a configured provider works on, opened when it is first needed.

mod errors;
mod marks;
mod private_state;
mod run_file;
mod state_check;

pub(crate) use errors::{missing_hierarchy, store_error, unknown_path};
use marks::Marks;
pub(crate) use marks::new_mark;
pub(crate) use private_state::PrivateState;
pub(crate) use run_file::RunFile;
use state_check::StateCheck;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hierarchy::{
    Author, Clock, Hierarchy, Manager, Mark, ObjectId, Order, Owner, Ownership, Rehearsal, RunId, Site, StoreError,
    SystemClock, View,
};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

/// The tool that the history names for a change.
const ORIGIN: &str = "terraform";

/// Where the hierarchy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// In a file.
    File(PathBuf),
    /// Not known before apply.
    Unknown,
}

/// What every handler works with.
#[derive(Debug)]
pub struct Client {
    location: Location,
    author: Author,
    order: Order,
    opened: Mutex<Option<Arc<Hierarchy>>>,
    planned_tiers: Mutex<BTreeMap<String, Tier>>,
    rehearsal: Mutex<Rehearsal>,
    run_file: Option<RunFile>,
    state_check: Mutex<Option<StateCheck>>,
    run: RunId,
    marks: Marks,
    /// The replaced sites that this run has warned of.
    warned_of: Mutex<BTreeSet<String>>,
}

/// The level of a site in its hierarchy, on which its default settings depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tier {
    /// The site reports to no other site.
    TopLevel,
    /// The site reports to a parent site.
    Child,
}

impl Tier {
    pub(crate) fn of(site: &Site) -> Self {
        if site.is_top_level() { Self::TopLevel } else { Self::Child }
    }
}

impl Client {
    /// A client of a hierarchy. An existing one is opened at once, so that what is wrong with it is reported once.
    pub(crate) fn new(location: Location, actor: String, order: Order) -> Result<Self, Diagnostic> {
        let run_file = match &location {
            Location::File(path) => RunFile::beside(path),
            Location::Unknown => None,
        };
        let client = Self {
            location,
            run_file,
            run: run_file::run_id(),
            marks: Marks::default(),
            author: Author { actor, origin: ORIGIN.to_owned() },
            order,
            opened: Mutex::default(),
            planned_tiers: Mutex::default(),
            rehearsal: Mutex::new(Rehearsal::new(SystemClock.now(), order)),
            state_check: Mutex::default(),
            warned_of: Mutex::default(),
        };
        if let Some(hierarchy) = client.existing_hierarchy()? {
            // Plans are judged by the hierarchy as it is now, on its own clock.
            let now = hierarchy.catch_up().and_then(|()| hierarchy.now()).map_err(|error| store_error(&error))?;
            *client.rehearsal() = Rehearsal::new(now, order);
        }
        Ok(client)
    }

    pub(crate) fn author(&self) -> &Author {
        &self.author
    }

    /// How mistakes in the order of installation are handled.
    pub(crate) fn order(&self) -> Order {
        self.order
    }

    /// The hierarchy, created if it does not exist.
    pub(crate) fn hierarchy(&self) -> Result<Arc<Hierarchy>, Diagnostic> {
        let opened = self.opened_by(|path, clock| Hierarchy::open(path, clock).map(Some))?;
        opened.ok_or_else(unknown_path)
    }

    /// The hierarchy, if it exists: reading must not create it.
    pub(crate) fn existing_hierarchy(&self) -> Result<Option<Arc<Hierarchy>>, Diagnostic> {
        self.opened_by(Hierarchy::open_if_present)
    }

    /// The hierarchy, which is opened once a process; `None` if its path is unknown or `open` finds none.
    fn opened_by(
        &self,
        open: impl FnOnce(&Path, Arc<dyn Clock>) -> Result<Option<Hierarchy>, StoreError>,
    ) -> Result<Option<Arc<Hierarchy>>, Diagnostic> {
        let mut opened = lock(&self.opened);
        if let (None, Location::File(path)) = (opened.as_ref(), &self.location) {
            let found = open(path, Arc::new(SystemClock)).map_err(|error| store_error(&error))?;
            *opened = found.map(Arc::new);
        }
        Ok(opened.clone())
    }

    /// Refuses a path that is not known until apply: an empty answer would be a wrong one.
    pub(crate) fn require_known_path(&self) -> Result<(), Diagnostic> {
        self.path().map(drop)
    }

    fn path(&self) -> Result<&Path, Diagnostic> {
        match &self.location {
            Location::File(path) => Ok(path),
            Location::Unknown => Err(unknown_path()),
        }
    }

    /// The hierarchy in which an object must exist, because it is changed.
    pub(crate) fn hierarchy_of(&self, object: &ObjectId) -> Result<Arc<Hierarchy>, Diagnostic> {
        let path = self.path()?;
        self.existing_hierarchy()?.ok_or_else(|| missing_hierarchy(path, object))
    }

    /// Whether planned changes can be judged: not without a path, nor without the hierarchy that the state has objects of.
    pub(crate) fn can_judge(&self) -> bool {
        self.require_known_path().is_ok() && *lock(&self.state_check) != Some(StateCheck::Refused)
    }

    /// What this run has planned so far.
    pub(crate) fn rehearsal(&self) -> MutexGuard<'_, Rehearsal> {
        lock(&self.rehearsal)
    }

    /// Looks at what this run has planned and what is stored. Whoever needs both must ask here: two calls that took them in
    /// different orders would wait for each other.
    pub(crate) fn rehearse<T>(
        &self,
        look: impl FnOnce(&mut Rehearsal, Option<&dyn View>) -> Result<T, StoreError>,
    ) -> Result<T, Diagnostics> {
        let hierarchy = self.existing_hierarchy()?;
        let mut rehearsal = self.rehearsal();
        let seen = match hierarchy {
            Some(hierarchy) => hierarchy.read(|view| look(&mut rehearsal, Some(view))),
            None => look(&mut rehearsal, None),
        };
        seen.map_err(|error| store_error(&error).into())
    }

    /// Takes a planned new object for a tainted one if the state has it, and no other resource of this run does: Terraform
    /// plans a tainted object like a new one. Returns whether it does.
    pub(crate) fn take_for_tainted(&self, planned: &ObjectId) -> bool {
        let is_in_state = self.marks.was_read(planned) || self.marks.is_unread(planned);
        is_in_state && self.rehearsal().take_for_tainted(planned)
    }

    /// Whether the run has not warned of this replaced site before.
    pub(crate) fn is_first_warning_of(&self, site_code: &str) -> bool {
        lock(&self.warned_of).insert(site_code.to_owned())
    }

    /// The file that the processes of this run share.
    pub(crate) fn run_file(&self) -> Option<&RunFile> {
        self.run_file.as_ref()
    }

    /// The run that this process belongs to.
    pub(crate) fn run(&self) -> RunId {
        self.run
    }

    /// The marks that this process has seen.
    pub(crate) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// The managed instance that makes a change planned with this private state.
    pub(crate) fn manager(&self, private_state: PrivateState) -> Result<Manager, Diagnostic> {
        let runs = [Some(self.run), private_state.removal_planned_in()].into_iter().flatten().collect();
        Ok(Manager { mark: private_state.mark(), new_mark: new_mark()?, runs })
    }

    /// Whether an object with these owners belongs to the managed instance with a mark. One that imported the object in an
    /// earlier run counts from now on: its state was written.
    pub(crate) fn recognize(
        &self,
        hierarchy: &Hierarchy,
        id: &ObjectId,
        mark: Option<Mark>,
        owners: &[Owner],
    ) -> Result<Ownership, Diagnostic> {
        if let Some(own) = owners.iter().find(|owner| Some(owner.mark) == mark) {
            if own.pending.is_some_and(|run| run != self.run) {
                let confirmed = hierarchy.confirm_import(id, own.mark, self.run, &self.author);
                confirmed.map_err(|error| store_error(&error))?;
            }
            self.marks.record_owner(id, own.mark);
        }
        let ownership = Ownership::of(mark, owners, &[self.run]);
        if ownership != Ownership::Sole {
            self.marks.record_staying(id);
        }
        Ok(ownership)
    }

    /// Whether this process has changed the hierarchy: then it applies a plan.
    pub(crate) fn has_written(&self) -> bool {
        lock(&self.opened).as_ref().is_some_and(|hierarchy| hierarchy.has_written())
    }

    /// Remembers the tier of a planned site for the settings planned after it.
    pub(crate) fn remember_tier(&self, site_code: &str, tier: Tier) {
        lock(&self.planned_tiers).insert(site_code.to_owned(), tier);
    }

    /// The tier of a site that is planned in this run or stored; `None` for any other site.
    pub(crate) fn tier_of(&self, site_code: &str) -> Result<Option<Tier>, Diagnostic> {
        if let Some(tier) = lock(&self.planned_tiers).get(site_code) {
            return Ok(Some(*tier));
        }
        let Some(hierarchy) = self.existing_hierarchy()? else { return Ok(None) };
        let site = hierarchy.read(|view| view.site(site_code)).map_err(|error| store_error(&error))?;
        Ok(site.as_ref().map(Tier::of))
    }
}

/// The hierarchy to look up an object of the state in. `None` if nothing can be said about the object, so that its state
/// stays: the path is not known yet, or the run has been refused.
pub(crate) fn hierarchy_of_state(
    context: &mut Context<'_, Client>,
    object: &ObjectId,
) -> Result<Option<Arc<Hierarchy>>, Diagnostic> {
    let client = context.client;
    let Location::File(path) = &client.location else { return Ok(None) };
    let hierarchy = client.existing_hierarchy()?;
    let mut outcome = lock(&client.state_check);
    match *outcome {
        Some(StateCheck::Passed) => return Ok(hierarchy),
        Some(StateCheck::Refused) => return Ok(None),
        None => {}
    }
    let warning = state_check::check(hierarchy.as_deref(), path, object);
    let verdict = if warning.is_ok() { StateCheck::Passed } else { StateCheck::Refused };
    *outcome = Some(verdict);
    drop(outcome);
    if let Some(warning) = warning? {
        context.warn(warning);
    }
    Ok(hierarchy)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
