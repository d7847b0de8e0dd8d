//! What a run of changes is going to leave behind, before any of them is made.
//!
//! A run plans its changes one by one, what is referred to before what refers to it; what is to be removed may come at any
//! time. So a planned object is judged twice over: what it refers to must be stored or planned by then (a reference would
//! have put it before), and what it collides with counts only if it is planned, too (what is only stored may still make
//! room). Everything else is left to the moment the change is made, where the same rules decide.

mod audit;
mod neighbours;
mod overlay;
mod planned;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

pub use audit::{Audit, Audited};
use overlay::{Overlay, Scope};
use planned::Planned;

use crate::change::Change;
use crate::judgement::{Finding, Order, Severity};
use crate::model::{Identity, Kind, Object, ObjectId, Stored, is_nameless, key};
use crate::rules::{self, Circumstances};
use crate::store::{Lookup, StoreError, View};

/// The changes a run has planned so far.
#[derive(Debug, Default)]
pub struct Rehearsal {
    planned: Planned,
    /// What stays as it is stored.
    kept: HashSet<Identity>,
    removed: HashSet<Identity>,
    /// Of those, what is created anew, maybe under another id.
    replaced: HashSet<Identity>,
    /// Primary sites that are to stand alone, by the site they leave.
    leaving: HashMap<String, String>,
    /// Kinds of which an object is planned whose id is not known yet.
    nameless: BTreeSet<Kind>,
    /// What other processes of the same run plan to create.
    elsewhere: BTreeSet<Identity>,
    /// The surroundings of all that changes.
    touched: HashSet<String>,
    circumstances: Circumstances,
}

/// What becomes of an object in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// It is created.
    Create,
    /// It is removed and created anew, maybe under another id.
    Replace {
        /// Its id until then.
        prior: ObjectId,
    },
    /// It is given new attributes, or stays as it is.
    Write {
        /// What it is until then.
        before: Box<Object>,
    },
}

impl Rehearsal {
    /// A run that begins now; nothing is planned yet.
    #[must_use]
    pub fn new(now: Timestamp, order: Order) -> Self {
        Self { circumstances: Circumstances { now, order, counterpart: None }, ..Self::default() }
    }

    /// An object stays as it is stored. Returns whether something around it changes, so that it has to be looked at
    /// ([`Rehearsal::judge`]).
    pub fn keep(&mut self, id: &ObjectId) -> bool {
        self.kept.insert(id.identity());
        !self.touched.is_empty()
    }

    /// Whether the site is to be removed, or removed and installed anew.
    #[must_use]
    pub fn is_site_going(&self, site_code: &str) -> bool {
        let site = ObjectId::new(Kind::Site, site_code).identity();
        self.replaced.contains(&site) || self.removed.contains(&site)
    }

    /// What is wrong with an object that is planned next, if nothing planned later can mend it.
    ///
    /// What depends on an attribute named in `unknown` is left out, and so is what depends on such an attribute of another
    /// planned object.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn judge(
        &self,
        part: &Part,
        object: &Object,
        unknown: &BTreeSet<String>,
        stored: Option<&dyn View>,
    ) -> Result<Vec<Finding>, StoreError> {
        let twin = self.planned.get(&object.id().identity()).map(|twin| declared(&twin.object));
        let (change, before, twin) = match part {
            Part::Create => (Change::Create(object.clone()), None, twin),
            Part::Replace { .. } => (Change::Create(object.clone()), None, None),
            Part::Write { before } if **before == *object && !self.is_touched(object) => return Ok(Vec::new()),
            Part::Write { before } => (Change::Update(object.clone()), Some(declared(before)), None),
        };
        let needed = self.recall(still_named(part, object), object, stored)?;
        if !needed.is_empty() {
            // The removal is to blame, not what it leaves behind.
            return Ok(needed);
        }
        let mut findings = self.hear(&change, before, twin, unknown, stored, None)?;
        if let (Part::Write { .. }, Object::Site(site), Some(stored)) = (part, object, stored) {
            let roles = stored.find(Kind::SupRole, Lookup::Site(&site.site_code))?;
            let roles = roles.iter().map(|role| role.object.id()).collect();
            let missed = self.recall(roles, object, Some(stored))?;
            findings.extend(missed.into_iter().find(|finding| finding.severity == Severity::Warning));
        }
        Ok(findings)
    }

    /// What removals are told that were planned before an object they leave behind: the same as if they came after.
    fn recall(
        &self,
        ids: Vec<ObjectId>,
        object: &Object,
        stored: Option<&dyn View>,
    ) -> Result<Vec<Finding>, StoreError> {
        let Some(stored) = stored else { return Ok(Vec::new()) };
        let mut findings = Vec::new();
        for id in ids.iter().filter(|id| self.goes_for_good(id)) {
            let (before, unknown) = (stored.get(id)?, BTreeSet::new());
            let removal = Change::Delete(id.clone());
            findings.extend(self.hear(&removal, before.clone(), before, &unknown, Some(stored), Some(&object.id()))?);
        }
        Ok(findings)
    }

    fn goes_for_good(&self, id: &ObjectId) -> bool {
        let id = id.identity();
        self.removed.contains(&id) && !self.replaced.contains(&id)
    }

    /// Plans an object.
    pub fn put(&mut self, part: &Part, object: &Object, unknown: &BTreeSet<String>) {
        if let Part::Replace { prior } = part {
            self.touched.extend(neighbours::of_id(prior));
            self.removed.insert(prior.identity());
            self.replaced.insert(prior.identity());
        }
        if let (Part::Write { before }, Object::Site(after)) = (part, object)
            && let Object::Site(before) = &**before
            && let Some(left) = before.parent_site_code.as_ref().filter(|_| before.moves_in_place(after))
        {
            self.leaving.insert(key(left), after.site_code.clone());
        }
        if !matches!(part, Part::Write { before } if **before == *object) {
            self.touched.extend(neighbours::of(object));
        }
        if is_nameless(unknown) {
            self.nameless.insert(object.kind());
        } else {
            self.removed.remove(&object.id().identity());
            self.planned.put(object.clone(), unknown);
        }
    }

    /// Plans the removal of an object, and says what stands in its way that nothing planned later can mend.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn remove(&mut self, id: &ObjectId, stored: Option<&dyn View>) -> Result<Vec<Finding>, StoreError> {
        if self.planned.contains(&id.identity()) {
            // The same object is planned under another name: it stays.
            return Ok(Vec::new());
        }
        self.touched.extend(neighbours::of_id(id));
        self.removed.insert(id.identity());
        let before = stored.map_or(Ok(None), |stored| stored.get(id))?;
        self.hear(&Change::Delete(id.clone()), before.clone(), before, &BTreeSet::new(), stored, None)
    }

    /// Hears the rules on a change.
    fn hear(
        &self,
        change: &Change,
        before: Option<Stored<Object>>,
        twin: Option<Stored<Object>>,
        unknown: &BTreeSet<String>,
        stored: Option<&dyn View>,
        left_behind: Option<&ObjectId>,
    ) -> Result<Vec<Finding>, StoreError> {
        let (beholder, left_behind) = (change.id().identity(), left_behind.map(ObjectId::identity));
        let is_uncertain = Cell::new(false);
        let overlay = |scope| Overlay {
            rehearsal: self,
            stored,
            scope,
            beholder: &beholder,
            left_behind: left_behind.as_ref(),
            is_uncertain: &is_uncertain,
        };
        let (everything, settled) = (overlay(Scope::Everything), overlay(Scope::Settled));
        let rehearsed = rules::Rehearsed {
            change,
            before,
            twin,
            everything: &everything,
            settled: &settled,
            circumstances: &self.circumstances,
            left_by: self.leaving.get(&beholder.1).filter(|_| beholder.0 == Kind::Site).map(String::as_str),
        };
        rules::rehearse(&rehearsed, unknown, &is_uncertain)
    }

    /// Takes note of what another process of the same run plans to create.
    pub fn planned_elsewhere(&mut self, ids: impl IntoIterator<Item = ObjectId>) {
        self.elsewhere.extend(ids.into_iter().map(|id| id.identity()));
    }

    /// Whether something around the object changes.
    fn is_touched(&self, object: &Object) -> bool {
        neighbours::of(object).iter().any(|place| self.touched.contains(place))
    }

    /// Whether an object that is not found may be planned all the same.
    fn may_be_elsewhere(&self, id: &Identity) -> bool {
        self.nameless.contains(&id.0) || self.elsewhere.contains(id)
    }

    /// Whether a lookup may miss an object that is planned.
    fn may_elude(&self, kind: Kind) -> bool {
        self.nameless.contains(&kind)
            || self.planned.may_elude(kind)
            || self.elsewhere.range((kind, String::new())..).next().is_some_and(|(other, _)| *other == kind)
    }
}

/// What an object names that it named before.
fn still_named(part: &Part, object: &Object) -> Vec<ObjectId> {
    let Part::Write { before } = part else { return Vec::new() };
    let before: Vec<_> = neighbours::named_by(before).iter().map(ObjectId::identity).collect();
    neighbours::named_by(object).into_iter().filter(|id| before.contains(&id.identity())).collect()
}

fn declared(object: &Object) -> Stored<Object> {
    Stored { object: object.clone(), revision: 0, declared: true }
}
