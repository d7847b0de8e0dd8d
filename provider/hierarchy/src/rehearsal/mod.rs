//! Judges the changes of a run before any of them is made.
//!
//! A run plans its changes one by one, a referenced object before the object that refers to it; removals may come at
//! any time. So a planned object is judged in two ways. What it refers to must already be stored or planned, because a
//! reference would have planned it first. What it conflicts with counts only if it is planned, too, because a stored
//! object may still change or be removed. Everything else is judged by the same rules when the change is made.

mod audit;
mod departure;
mod neighbors;
mod overlay;
mod planned;
mod run;
#[cfg(test)]
mod tests;
mod trial;

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

pub use audit::{Audit, AuditedObject};
use overlay::{Overlay, Scope};
use run::Run;
pub use trial::Trial;

use crate::change::Change;
use crate::judgement::{Finding, Order, Severity};
use crate::model::{Identity, Kind, Object, ObjectId, Site, SiteType, Stored, Subject, SupRole, has_unknown_id, key};
use crate::rules::{self, Circumstances};
use crate::store::{Lookup, StoreError, View};

/// The changes a run has planned so far.
#[derive(Debug, Default)]
pub struct Rehearsal {
    run: Run,
    /// Objects that are created, and do not only replace another one or themselves.
    created: HashSet<Identity>,
    /// Primary sites that become stand-alone, by the site they leave.
    leaving: HashMap<String, String>,
    /// A top-level site that another process of the run creates.
    created_elsewhere: Option<Site>,
    /// The sites they leave whose removal was reported (V28).
    reported_departures: HashSet<String>,
    /// The places of all changed objects.
    changed_places: HashSet<String>,
    circumstances: Circumstances,
}

/// What a run does with an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlannedAction {
    /// It is created.
    Create,
    /// It is removed and created again, maybe under another id.
    Replace {
        /// Its id before.
        prior: ObjectId,
    },
    /// Its attributes change, or it stays unchanged.
    Write {
        /// Its state before.
        before: Box<Object>,
    },
}

impl Rehearsal {
    /// A run without planned changes, judged at the time `now`.
    #[must_use]
    pub fn new(now: Timestamp, order: Order) -> Self {
        Self { circumstances: Circumstances { now, order, ..Circumstances::default() }, ..Self::default() }
    }

    /// Plans that an object stays as stored. Returns whether something near it changes, so that it must be judged
    /// ([`Rehearsal::judge`]).
    pub fn keep(&mut self, id: &ObjectId) -> bool {
        self.run.kept.insert(id.identity());
        !self.changed_places.is_empty()
    }

    /// Whether the site is removed or reinstalled.
    #[must_use]
    pub fn is_site_removed(&self, site_code: &str) -> bool {
        let site = ObjectId::new(Kind::Site, site_code).identity();
        self.run.replaced.contains(&site) || self.run.removed.contains(&site)
    }

    /// Takes an object of the state which is planned like a new one for a tainted one, unless another resource of the run has
    /// it. Returns whether it does. A removal that is planned later shows that the resource was renamed instead.
    pub fn take_for_tainted(&mut self, id: &ObjectId) -> bool {
        let is_free = !self.is_used(id);
        if is_free {
            self.created.insert(id.identity());
        }
        is_free
    }

    /// Whether an object was planned like a new one.
    #[must_use]
    pub fn is_created(&self, id: &ObjectId) -> bool {
        self.created.contains(&id.identity())
    }

    /// The first software update points that the run removes from a site where it installs a new first one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn succeeded_sups(&self, site_code: &str, stored: &dyn View) -> Result<Vec<ObjectId>, StoreError> {
        let firsts = Lookup::FirstOfSite(site_code);
        let mut is_any_new = false;
        for planned in self.run.planned.find(Kind::SupRole, firsts) {
            is_any_new |= stored.get(&planned.object.id())?.is_none();
        }
        if !is_any_new {
            return Ok(Vec::new());
        }
        let ids = stored.find(Kind::SupRole, firsts)?.into_iter().map(|first| first.object.id());
        Ok(ids.filter(|id| self.run.removed.contains(&id.identity())).collect())
    }

    /// Whether the run has planned an object, or removes it.
    #[must_use]
    pub fn is_used(&self, id: &ObjectId) -> bool {
        let identity = id.identity();
        self.is_removed(id) || self.run.kept.contains(&identity) || self.run.planned.contains(&identity)
    }

    /// Whether an object is neither stored nor planned.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_missing(&self, id: &ObjectId, stored: Option<&dyn View>) -> Result<bool, StoreError> {
        Ok(!self.run.planned.contains(&id.identity()) && !exists(id, stored)?)
    }

    /// Whether the run removes an object and does not create it again.
    #[must_use]
    pub fn is_removed(&self, id: &ObjectId) -> bool {
        self.run.is_removed(id)
    }

    /// The problems with the next planned object that nothing planned later can fix.
    ///
    /// Rules that depend on an attribute in `unknown`, or on an unknown attribute of another planned object, are not
    /// judged.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn judge(
        &self,
        part: &PlannedAction,
        object: &Object,
        unknown: &BTreeSet<String>,
        stored: Option<&dyn View>,
    ) -> Result<Vec<Finding>, StoreError> {
        if let PlannedAction::Replace { prior } = part {
            let findings = findings_of_child_sites(prior, stored)?;
            if !findings.is_empty() {
                return Ok(findings);
            }
        }
        let duplicate = self.run.planned.get(&object.id().identity()).map(|duplicate| declared(&duplicate.object));
        let (change, before, duplicate) = match part {
            PlannedAction::Create => (Change::Create(object.clone()), None, duplicate),
            // Its first half may have planned it. A new object of this id is another one.
            PlannedAction::Replace { .. } => {
                let new = duplicate.filter(|_| self.is_created(&object.id()));
                (Change::Create(object.clone()), None, new)
            }
            // It goes with its site. The next run installs it, or this one, if it changes it.
            PlannedAction::Write { before } if self.goes_with_site(object) => {
                if **before == *object {
                    return Ok(Vec::new());
                }
                (Change::Create(object.clone()), None, None)
            }
            PlannedAction::Write { before } if **before == *object && !self.is_affected(object) => {
                return Ok(Vec::new());
            }
            PlannedAction::Write { before } => (Change::Update(object.clone()), Some(declared(before)), None),
        };
        let needed = match part {
            PlannedAction::Write { .. } if self.goes_with_site(object) => Vec::new(),
            PlannedAction::Replace { .. } if has_unknown_id(unknown) => Vec::new(),
            PlannedAction::Replace { prior } => self.findings_of_given_up_id(prior, object, stored)?,
            _ => self.findings_of_removals(still_referenced(part, object), object, stored)?,
        };
        if !needed.is_empty() {
            // The removal is the problem, not the object that stays.
            return Ok(needed);
        }
        if *part == PlannedAction::Create && self.run.is_removed(&object.id()) && exists(&object.id(), stored)? {
            return Ok(rules::renaming(&object.id(), None));
        }
        if let (PlannedAction::Create, Object::Site(site), Some(stored)) = (part, object, stored)
            && let Some(former) = stored.top_level_site()?.filter(|_| is_top_level(site))
            && key(&former.site_code) != key(&site.site_code)
        {
            let former_id = ObjectId::new(Kind::Site, &former.site_code);
            if self.run.is_removed(&former_id) {
                return Ok(rules::another_hierarchy(site, &former));
            }
            if site.r#type == SiteType::Primary && unknown.is_empty() {
                // Whatever the run does with the former one: only a central administration site can come above it.
                return self.evaluate(&change, None, None, unknown, Some(stored), Some(&former_id));
            }
        }
        if let Some(successor) = self.created_successor(part, object) {
            // It is created while this one is still the first of the site.
            let creation = Change::Create(successor.clone().into());
            let mut errors = self.evaluate(&creation, None, None, &BTreeSet::new(), stored, Some(&object.id()))?;
            errors.retain(|finding| finding.rule == rules::ONE_FIRST);
            if !errors.is_empty() {
                return Ok(errors);
            }
        }
        if let (PlannedAction::Write { before }, Object::Site(after), Some(stored)) = (part, object, stored)
            && let Object::Site(before) = &**before
        {
            let findings = rules::departure_from_others(before, after, stored)?;
            if !findings.is_empty() {
                return Ok(findings);
            }
        }
        let mut findings = self.evaluate(&change, before, duplicate, unknown, stored, None)?;
        if let (PlannedAction::Write { .. }, Object::Site(site), Some(stored)) = (part, object, stored) {
            let roles = stored.find(Kind::SupRole, Lookup::Site(&site.site_code))?;
            let roles = roles.iter().map(|role| role.object.id()).collect();
            let missed = self.findings_of_removals(roles, object, Some(stored))?;
            findings.extend(missed.into_iter().find(|finding| finding.severity == Severity::Warning));
        }
        Ok(findings)
    }

    /// Whether an object is on a site that the run installs again.
    fn goes_with_site(&self, object: &Object) -> bool {
        let id = object.id();
        let site = id.site_code().filter(|_| id.kind != Kind::Site);
        site.is_some_and(|code| self.run.replaced.contains(&ObjectId::new(Kind::Site, code).identity()))
    }

    /// The new or reinstalled software update point that a changed one will synchronize from: a reference, so it is created before
    /// the change.
    fn created_successor(&self, part: &PlannedAction, object: &Object) -> Option<&SupRole> {
        let (PlannedAction::Write { .. }, Object::SupRole(sup)) = (part, object) else { return None };
        let upstream = ObjectId::new(Kind::SupRole, sup.upstream_sup_id.as_ref()?).identity();
        let is_new = self.created.contains(&upstream) || self.run.replaced.contains(&upstream);
        match &self.run.planned.get(&upstream).filter(|_| is_new)?.object {
            Object::SupRole(successor) => Some(successor),
            _ => None,
        }
    }

    /// The findings about removals planned before an object that needs the removed ones: the same as if planned after
    /// it.
    fn findings_of_removals(
        &self,
        ids: Vec<ObjectId>,
        object: &Object,
        stored: Option<&dyn View>,
    ) -> Result<Vec<Finding>, StoreError> {
        let Some(stored) = stored else { return Ok(Vec::new()) };
        let mut findings = Vec::new();
        for id in ids.iter().filter(|id| self.run.is_removed(id)) {
            let (before, unknown) = (stored.get(id)?, BTreeSet::new());
            let removal = Change::Delete(id.clone());
            findings.extend(self.evaluate(
                &removal,
                before.clone(),
                before,
                &unknown,
                Some(stored),
                Some(&object.id()),
            )?);
        }
        Ok(findings)
    }

    /// The errors about what still refers to the id that a replaced object gives up.
    fn findings_of_given_up_id(
        &self,
        prior: &ObjectId,
        object: &Object,
        stored: Option<&dyn View>,
    ) -> Result<Vec<Finding>, StoreError> {
        let is_kept = prior.identity() == object.id().identity() || self.run.planned.contains(&prior.identity());
        let Some(stored) = stored.filter(|_| !is_kept) else { return Ok(Vec::new()) };
        let before = stored.get(prior)?;
        let removal = Change::Delete(prior.clone());
        let mut findings = self.evaluate(&removal, before.clone(), before, &BTreeSet::new(), Some(stored), None)?;
        findings.retain(|finding| finding.severity == Severity::Error);
        Ok(findings)
    }

    /// Plans an object.
    pub fn put(&mut self, part: &PlannedAction, object: &Object, unknown: &BTreeSet<String>) {
        if let PlannedAction::Replace { prior } = part {
            self.changed_places.extend(neighbors::of_id(prior));
            self.run.removed.insert(prior.identity());
            self.run.replaced.insert(prior.identity());
        }
        if let (PlannedAction::Write { before }, Object::Site(after)) = (part, object)
            && let Object::Site(before) = &**before
            && let Some(left) = before.parent_site_code.as_ref().filter(|_| before.moves_in_place(after))
        {
            self.leaving.insert(key(left), after.site_code.clone());
            if self.removes_objects_of(left) {
                self.reported_departures.insert(key(left));
            }
        }
        if !matches!(part, PlannedAction::Write { before } if **before == *object) {
            self.changed_places.extend(neighbors::of(object));
        }
        if matches!(part, PlannedAction::Write { before } if **before == *object && self.goes_with_site(object)) {
            self.run.removed.insert(object.id().identity());
        } else if has_unknown_id(unknown) {
            self.run.kinds_with_unknown_id.insert(object.kind());
        } else {
            if *part == PlannedAction::Create {
                self.created.insert(object.id().identity());
            }
            self.run.removed.remove(&object.id().identity());
            self.run.planned.put(object.clone(), unknown);
        }
    }

    /// Plans the removal of an object, and returns the problems that nothing planned later can fix.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn remove(&mut self, id: &ObjectId, stored: Option<&dyn View>) -> Result<Vec<Finding>, StoreError> {
        if self.created.contains(&id.identity()) && exists(id, stored)? {
            return Ok(rules::renaming(id, None));
        }
        if self.run.planned.contains(&id.identity()) {
            // The same object is planned under another name: it stays.
            return Ok(Vec::new());
        }
        self.changed_places.extend(neighbors::of_id(id));
        self.run.removed.insert(id.identity());
        let before = stored.map_or(Ok(None), |stored| stored.get(id))?;
        if let Some(before) = &before {
            self.run.removals.add(&before.object);
        }
        if let Some(Object::Site(former)) = before.as_ref().map(|before| &before.object)
            && let Some(new) = self.new_top_level_site().filter(|_| is_top_level(former))
        {
            return Ok(rules::another_hierarchy(new, former));
        }
        let findings =
            self.evaluate(&Change::Delete(id.clone()), before.clone(), before, &BTreeSet::new(), stored, None)?;
        if let Some(left) = id.site_code().map(key).filter(|left| self.leaving.contains_key(left)) {
            self.reported_departures.insert(left);
        }
        if findings.is_empty() { self.findings_of_kept_settings(id, stored) } else { Ok(findings) }
    }

    /// The errors of settings that were planned to stay, before it was planned that their software update point is removed.
    fn findings_of_kept_settings(
        &self,
        removed: &ObjectId,
        stored: Option<&dyn View>,
    ) -> Result<Vec<Finding>, StoreError> {
        let Some(view) = stored.filter(|_| removed.kind == Kind::SupRole) else { return Ok(Vec::new()) };
        let mut findings = Vec::new();
        for settings in view.find(Kind::SyncSettings, Lookup::Parent(&removed.id))? {
            if self.run.kept.contains(&settings.object.id().identity()) {
                let part = PlannedAction::Write { before: Box::new(settings.object.clone()) };
                findings.extend(self.judge(&part, &settings.object, &BTreeSet::new(), stored)?);
            }
        }
        findings.retain(|finding| finding.severity == Severity::Error);
        Ok(findings)
    }

    /// The top-level site that the run creates.
    fn new_top_level_site(&self) -> Option<&Site> {
        let top = self.run.planned.find(Kind::Site, Lookup::Top).into_iter();
        let mut new = top.filter(|planned| self.created.contains(&planned.object.id().identity()));
        let here = new.find_map(|planned| Site::of(&planned.object).filter(|site| is_top_level(site)));
        here.or(self.created_elsewhere.as_ref())
    }

    /// Judges a change by the rules.
    fn evaluate(
        &self,
        change: &Change,
        before: Option<Stored<Object>>,
        duplicate: Option<Stored<Object>>,
        unknown: &BTreeSet<String>,
        stored: Option<&dyn View>,
        left_behind: Option<&ObjectId>,
    ) -> Result<Vec<Finding>, StoreError> {
        let (observer, left_behind) = (change.id().identity(), left_behind.map(ObjectId::identity));
        let is_uncertain = Cell::new(false);
        let overlay = |scope| Overlay {
            run: &self.run,
            stored,
            scope,
            observer: &observer,
            left_behind: left_behind.as_ref(),
            is_uncertain: &is_uncertain,
        };
        let (everything, settled) = (overlay(Scope::Everything), overlay(Scope::Settled));
        let departure = self.departure(change, before.as_ref(), stored)?;
        let planned = rules::PlannedChange {
            change,
            before,
            duplicate,
            everything: &everything,
            settled: &settled,
            circumstances: &self.circumstances,
            departure,
            is_audit: false,
        };
        rules::check_planned(&planned, unknown, &is_uncertain)
    }

    /// Records what another process of the same run plans to create.
    pub fn planned_elsewhere(&mut self, ids: impl IntoIterator<Item = ObjectId>) {
        self.run.elsewhere.extend(ids.into_iter().map(|id| id.identity()));
    }

    /// Records what another process of the same run plans to remove.
    pub fn removed_elsewhere(&mut self, ids: impl IntoIterator<Item = ObjectId>) {
        let ids = ids.into_iter().map(|id| id.identity());
        let removed: Vec<_> = ids.filter(|id| !self.run.planned.contains(id)).collect();
        self.run.removed.extend(removed);
    }

    /// Records the first software update points that another process of the same run plans to create, and their sites.
    pub fn firsts_created_elsewhere(&mut self, objects: impl IntoIterator<Item = Object>) {
        for object in objects {
            let is_needed = match &object {
                Object::Site(_) => true,
                Object::SupRole(sup) => !sup.is_replica(),
                Object::SiteSystem(_) | Object::SyncSettings(_) | Object::Account(_) => false,
            };
            if is_needed {
                self.run.known_elsewhere.put(object, &BTreeSet::new());
            }
        }
    }

    /// Records what another process of the same run plans to create where nothing is.
    pub fn created_elsewhere(&mut self, objects: impl IntoIterator<Item = Object>) {
        let mut sites = objects.into_iter().filter_map(Site::take);
        self.created_elsewhere = sites.find(is_top_level);
    }

    /// Records that another process of the same run plans to let a primary site leave this central administration site.
    pub fn leaves_elsewhere(&mut self, primary: &ObjectId, central: &str) {
        // Messages name the site by its code, which is in capitals (V01); the id may be as it is compared.
        self.leaving.insert(key(central), primary.id.to_uppercase());
    }

    /// Whether something in the places of the object changes.
    fn is_affected(&self, object: &Object) -> bool {
        neighbors::of(object).iter().any(|place| self.changed_places.contains(place))
    }
}

fn findings_of_child_sites(replaced: &ObjectId, stored: Option<&dyn View>) -> Result<Vec<Finding>, StoreError> {
    let (Kind::Site, Some(stored)) = (replaced.kind, stored) else { return Ok(Vec::new()) };
    match stored.site(&replaced.id)? {
        Some(site) => rules::replacement_of_parent(&site, stored),
        None => Ok(Vec::new()),
    }
}

/// Whether a site is the top-level site of a hierarchy: a secondary site without a parent is not (V10).
fn is_top_level(site: &Site) -> bool {
    site.is_top_level() && site.r#type != SiteType::Secondary
}

fn exists(id: &ObjectId, stored: Option<&dyn View>) -> Result<bool, StoreError> {
    Ok(stored.map_or(Ok(None), |stored| stored.get(id))?.is_some())
}

/// The objects that an object refers to now and before.
fn still_referenced(part: &PlannedAction, object: &Object) -> Vec<ObjectId> {
    let PlannedAction::Write { before } = part else { return Vec::new() };
    let before: Vec<_> = before.references().iter().map(ObjectId::identity).collect();
    object.references().into_iter().filter(|id| before.contains(&id.identity())).collect()
}

fn declared(object: &Object) -> Stored<Object> {
    Stored { object: object.clone(), revision: 0, declared: true }
}
