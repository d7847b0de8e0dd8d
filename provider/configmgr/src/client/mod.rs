//! The hierarchy a configured provider works on, opened when it is first needed.

mod errors;
mod installing;
mod marks;
mod private_folder;
mod private_state;
mod run_file;
mod state_check;

pub(crate) use errors::{DATABASE_URL, PATH, at_place, missing_hierarchy, store_error, unknown_place};
use installing::Installing;
pub(crate) use installing::Written;
use marks::Marks;
pub(crate) use marks::new_mark;
pub(crate) use private_state::PrivateState;
pub(crate) use run_file::RunFile;
use state_check::StateCheck;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use hierarchy::{
    AsFound, Author, Categories, Clock, Hierarchy, Kind, Location, Manager, Mark, Object, ObjectId, Order, Owner,
    Ownership, Rehearsal, RunId, Site, StoreError, SystemClock, View,
};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

/// The tool that the history names for a change.
const ORIGIN: &str = "terraform";

/// The tool that the history names for an action.
const ORIGIN_OF_ACTION: &str = "action";

/// What is known of where the hierarchy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is there.
    Known(Location),
    /// It is not known before apply, because an attribute is not.
    KnownAfterApply {
        /// The attribute.
        attribute: &'static str,
    },
}

impl Place {
    /// The attribute of the provider block that says where the hierarchy is.
    pub(crate) fn attribute(&self) -> &'static str {
        match self {
            Self::Known(Location::File(_)) => PATH,
            Self::Known(Location::Database(_)) => DATABASE_URL,
            Self::KnownAfterApply { attribute } => attribute,
        }
    }
}

/// What every handler works with.
#[derive(Debug)]
pub struct Client {
    place: Place,
    author: Author,
    order: Order,
    opened: Mutex<Option<Arc<Hierarchy>>>,
    planned_tiers: Mutex<BTreeMap<String, Tier>>,
    /// The tiers that the settings of sites were planned with.
    tiers_of_settings: Mutex<BTreeMap<String, Tier>>,
    rehearsal: Mutex<Rehearsal>,
    run_file: Option<RunFile>,
    state_check: Mutex<Option<StateCheck>>,
    run: RunId,
    marks: Marks,
    installing: Installing,
    /// What this run has warned of: replaced sites, a standby server.
    warned_of: Mutex<BTreeSet<String>>,
    /// The objects for which the plan of another one waited in vain.
    awaited_in_vain: Mutex<BTreeSet<ObjectId>>,
    /// Where the hierarchy is from, if it was read from a real site; read once.
    as_found: OnceLock<Option<Arc<AsFound>>>,
}

/// Terraform shows no message before an operation ends, so its log has it.
fn log_waiting(holder: &str) {
    tracing::warn!(holder, "another program is making a change, and this one waits for it");
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
    pub(crate) fn new(place: Place, actor: String, order: Order) -> Result<Self, Diagnostic> {
        let run_file = match &place {
            Place::Known(location) => RunFile::of(location),
            Place::KnownAfterApply { .. } => None,
        };
        let client = Self {
            place,
            run_file,
            run: run_file::run_id(),
            marks: Marks::default(),
            installing: Installing::default(),
            author: Author { actor, origin: ORIGIN.to_owned() },
            order,
            opened: Mutex::default(),
            planned_tiers: Mutex::default(),
            tiers_of_settings: Mutex::default(),
            rehearsal: Mutex::new(Rehearsal::new(SystemClock.now(), order)),
            state_check: Mutex::default(),
            warned_of: Mutex::default(),
            awaited_in_vain: Mutex::default(),
            as_found: OnceLock::new(),
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

    /// The author of what an action does.
    pub(crate) fn author_of_action(&self) -> Author {
        Author { origin: ORIGIN_OF_ACTION.to_owned(), ..self.author.clone() }
    }

    /// How mistakes in the order of installation are handled.
    pub(crate) fn order(&self) -> Order {
        self.order
    }

    /// The hierarchy, created if it does not exist.
    pub(crate) fn hierarchy(&self) -> Result<Arc<Hierarchy>, Diagnostic> {
        let location = self.location()?;
        let opened = self.opened_by(|clock| Hierarchy::open(location, clock).map(Some))?;
        opened.ok_or_else(|| store_error(&StoreError::missing(location)))
    }

    /// The hierarchy, which must exist.
    pub(crate) fn required_hierarchy(&self) -> Result<Arc<Hierarchy>, Diagnostic> {
        let location = self.location()?;
        self.existing_hierarchy()?.ok_or_else(|| store_error(&StoreError::missing(location)))
    }

    /// The hierarchy, if it exists: reading must not create it.
    pub(crate) fn existing_hierarchy(&self) -> Result<Option<Arc<Hierarchy>>, Diagnostic> {
        let Place::Known(location) = &self.place else { return Ok(None) };
        self.opened_by(|clock| Hierarchy::open_if_present(location, clock))
    }

    /// The hierarchy, which is opened once a process; `None` if `open` finds none.
    fn opened_by(
        &self,
        open: impl FnOnce(Arc<dyn Clock>) -> Result<Option<Hierarchy>, StoreError>,
    ) -> Result<Option<Arc<Hierarchy>>, Diagnostic> {
        let mut opened = lock(&self.opened);
        if opened.is_none() {
            let found = open(Arc::new(SystemClock)).map_err(|error| store_error(&error))?;
            *opened = found.map(|hierarchy| Arc::new(hierarchy.when_waiting(log_waiting)));
        }
        Ok(opened.clone())
    }

    /// Where the hierarchy is from; `None` if it is simulated, or does not exist.
    pub(crate) fn as_found(&self) -> Result<Option<Arc<AsFound>>, Diagnostic> {
        if let Some(known) = self.as_found.get() {
            return Ok(known.clone());
        }
        let Some(hierarchy) = self.existing_hierarchy()? else { return Ok(None) };
        let found = hierarchy.as_found().map_err(|error| store_error(&error))?.map(Arc::new);
        Ok(self.as_found.get_or_init(|| found).clone())
    }

    /// What the hierarchy can subscribe.
    pub(crate) fn categories(&self) -> Result<Categories, Diagnostic> {
        let Some(hierarchy) = self.existing_hierarchy()? else { return Ok(Categories::of_release()) };
        hierarchy.read(|view| Categories::of(view)).map_err(|error| store_error(&error))
    }

    /// Refuses a place that is not known until apply: an empty answer would be a wrong one.
    pub(crate) fn require_known_place(&self) -> Result<(), Diagnostic> {
        self.location().map(drop)
    }

    fn location(&self) -> Result<&Location, Diagnostic> {
        match &self.place {
            Place::Known(location) => Ok(location),
            Place::KnownAfterApply { attribute } => Err(unknown_place(attribute)),
        }
    }

    /// The hierarchy in which an object must exist, because it is changed.
    pub(crate) fn hierarchy_of(&self, object: &ObjectId) -> Result<Arc<Hierarchy>, Diagnostic> {
        let location = self.location()?;
        self.existing_hierarchy()?.ok_or_else(|| missing_hierarchy(location, object))
    }

    /// Whether planned changes can be judged: not without a known place, nor without the hierarchy that the state has objects of.
    pub(crate) fn can_judge(&self) -> bool {
        self.require_known_place().is_ok() && *lock(&self.state_check) != Some(StateCheck::Refused)
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

    /// Whether the run has not warned of this before.
    pub(crate) fn is_first_warning_of(&self, what: &str) -> bool {
        lock(&self.warned_of).insert(what.to_owned())
    }

    /// Records that the plan of an object waited in vain for another one.
    pub(crate) fn record_awaited_in_vain(&self, missing: ObjectId) {
        lock(&self.awaited_in_vain).insert(missing);
    }

    /// Whether the plan of an object waited in vain for this one.
    pub(crate) fn was_awaited_in_vain(&self, missing: &ObjectId) -> bool {
        lock(&self.awaited_in_vain).contains(missing)
    }

    /// The file that the processes of this run share.
    pub(crate) fn run_file(&self) -> Option<&RunFile> {
        self.run_file.as_ref()
    }

    /// Begins to apply: what the plan of the run left for its processes is used up.
    pub(crate) fn begin_apply(&self) {
        if let Some(run_file) = self.run_file().filter(|_| !self.has_written()) {
            run_file.remove();
        }
    }

    /// The run that this process belongs to.
    pub(crate) fn run(&self) -> RunId {
        self.run
    }

    /// The marks that this process has seen.
    pub(crate) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// What this process created and is still being installed.
    pub(crate) fn installing(&self) -> &Installing {
        &self.installing
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

    /// The tier to plan the settings of a site with; `None` if the site is neither planned in this run nor stored.
    pub(crate) fn tier_for_settings(&self, site_code: &str) -> Result<Option<Tier>, Diagnostic> {
        let tier = self.tier_of(site_code)?;
        if let Some(tier) = tier {
            lock(&self.tiers_of_settings).insert(site_code.to_owned(), tier);
        }
        Ok(tier)
    }

    /// The tier that the settings of a site were planned with, if they were.
    pub(crate) fn planned_tier_of_settings(&self, site_code: &str) -> Option<Tier> {
        lock(&self.tiers_of_settings).get(site_code).copied()
    }

    fn tier_of(&self, site_code: &str) -> Result<Option<Tier>, Diagnostic> {
        if let Some(tier) = lock(&self.planned_tiers).get(site_code) {
            return Ok(Some(*tier));
        }
        // Settings may be planned again before their site, where they do not refer to it.
        let planned =
            self.run_file.as_ref().and_then(|run_file| run_file.written(&ObjectId::new(Kind::Site, site_code)));
        if let Some(Object::Site(site)) = planned {
            return Ok(Some(Tier::of(site)));
        }
        let Some(hierarchy) = self.existing_hierarchy()? else { return Ok(None) };
        let site = hierarchy.read(|view| view.site(site_code)).map_err(|error| store_error(&error))?;
        Ok(site.as_ref().map(Tier::of))
    }
}

/// The hierarchy to look up an object of the state in. `None` if nothing can be said about the object, so that its state
/// stays: its place is not known yet, or the run has been refused.
pub(crate) fn hierarchy_of_state(
    context: &mut Context<'_, Client>,
    object: &ObjectId,
) -> Result<Option<Arc<Hierarchy>>, Diagnostic> {
    let client = context.client;
    let Place::Known(location) = &client.place else { return Ok(None) };
    let hierarchy = client.existing_hierarchy()?;
    let mut outcome = lock(&client.state_check);
    match *outcome {
        Some(StateCheck::Passed) => return Ok(hierarchy),
        Some(StateCheck::Refused) => return Ok(None),
        None => {}
    }
    let warning = state_check::check(hierarchy.as_deref(), location, object);
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
