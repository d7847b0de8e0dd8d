//! Judges everything at once: a hierarchy as it is, or a whole run.
//!
//! All objects are planned first and judged afterwards, so their order does not matter. A stored object conflicts with
//! a planned one unless the run changes or removes it.

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

use super::overlay::{Overlay, Scope};
use super::{Part, Rehearsal, declared};
use crate::change::Change;
use crate::judgement::{Finding, Order};
use crate::model::{Kind, Object, ObjectId, Stored, is_nameless};
use crate::rules;
use crate::store::{Lookup, StoreError, View};

/// One object of an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audited {
    /// It exists after the run.
    Put {
        /// What the run does with it.
        part: Part,
        /// Its state after the run.
        object: Object,
        /// The unknown attributes: dotted paths, or the start of one. Rules that depend on them are not judged.
        unknown: BTreeSet<String>,
    },
    /// It is removed; its state before.
    Removed(Object),
}

impl Audited {
    /// An existing object that does not change.
    #[must_use]
    pub fn standing(object: Object) -> Self {
        Self::Put { part: Part::Write { before: Box::new(object.clone()) }, object, unknown: BTreeSet::new() }
    }

    /// Its id; a part of it may be unknown.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Put { object, .. } | Self::Removed(object) => object.id(),
        }
    }

    /// The id that it no longer has after the run.
    fn given_up(&self) -> Option<ObjectId> {
        match self {
            Self::Put { part: Part::Replace { prior }, .. } => Some(prior.clone()),
            Self::Put { .. } => None,
            Self::Removed(object) => Some(object.id()),
        }
    }
}

/// All objects of a hierarchy or a run, to be judged one by one.
#[derive(Debug)]
pub struct Audit {
    rehearsal: Rehearsal,
    objects: Vec<Audited>,
    /// Objects planned more than once, as first planned.
    twins: HashMap<(Kind, String), Object>,
    /// The ids that are free after the run.
    given_up: HashSet<(Kind, String)>,
}

impl Audit {
    /// An audit of a run, judged at the time `now`.
    #[must_use]
    pub fn new(objects: Vec<Audited>, now: Timestamp, order: Order) -> Self {
        let (mut rehearsal, mut twins) = (Rehearsal::new(now, order), HashMap::new());
        for audited in &objects {
            if let Audited::Put { part, object, unknown } = audited {
                let id = object.id().identity();
                let first = rehearsal.planned.get(&id).filter(|_| !is_nameless(unknown));
                if let (Some(first), Entry::Vacant(entry)) = (first, twins.entry(id)) {
                    entry.insert(first.object.clone());
                }
                rehearsal.put(part, object, unknown);
            }
        }
        let given_up: HashSet<_> = objects.iter().filter_map(Audited::given_up).map(|id| id.identity()).collect();
        let gone =
            objects.iter().filter_map(Audited::given_up).filter(|id| !rehearsal.planned.contains(&id.identity()));
        let gone: Vec<_> = gone.map(|id| id.identity()).collect();
        rehearsal.removed.extend(gone);
        Self { rehearsal, objects, twins, given_up }
    }

    /// An audit of all objects in a view.
    ///
    /// # Errors
    /// If the view cannot be read.
    pub fn of(view: &dyn View, now: Timestamp, order: Order) -> Result<Self, StoreError> {
        let mut objects = Vec::new();
        for kind in Kind::ALL {
            let found = view.find(kind, Lookup::All)?;
            objects.extend(found.into_iter().map(|stored| Audited::standing(stored.object)));
        }
        Ok(Self::new(objects, now, order))
    }

    /// The judged objects, in the given order.
    #[must_use]
    pub fn objects(&self) -> &[Audited] {
        &self.objects
    }

    /// The findings of all rules about one of [`Audit::objects`]. `stored` is the stored hierarchy, with other objects
    /// or with their state before.
    ///
    /// A conflict between two objects is reported for both. A conflict between a server and its role is reported only
    /// for the role.
    ///
    /// # Errors
    /// If the view cannot be read.
    pub fn judge(&self, audited: &Audited, stored: Option<&dyn View>) -> Result<Vec<Finding>, StoreError> {
        match audited {
            Audited::Put { part, object, unknown } => {
                let mut findings = rules::check_alone(object, unknown);
                let (change, before, twin) = match part {
                    Part::Create => (Change::Create(object.clone()), None, self.twin(object, stored)?),
                    Part::Replace { .. } => (Change::Create(object.clone()), None, self.planned_twin(object)),
                    Part::Write { before } => (Change::Update(object.clone()), Some(declared(before)), None),
                };
                findings.extend(self.hear(&change, before, twin, unknown, stored)?);
                findings.retain(|finding| !self.is_told_of_role(finding));
                Ok(findings)
            }
            Audited::Removed(object) => {
                let id = object.id();
                if self.rehearsal.planned.contains(&id.identity()) {
                    // The same object is planned under another name: it stays.
                    return Ok(Vec::new());
                }
                let before = Some(declared(object));
                self.hear(&Change::Delete(id), before.clone(), before, &BTreeSet::new(), stored)
            }
        }
    }

    /// The existing object with the id of the object to be created.
    fn twin(&self, object: &Object, stored: Option<&dyn View>) -> Result<Option<Stored<Object>>, StoreError> {
        let id = object.id();
        if let Some(twin) = self.planned_twin(object) {
            return Ok(Some(twin));
        }
        let stored = stored.filter(|_| !self.given_up.contains(&id.identity()));
        let twin = stored.map_or(Ok(None), |stored| stored.get(&id))?;
        // An implicitly created object is adopted.
        Ok(twin.filter(|twin| twin.declared))
    }

    /// The other planned object with the same id.
    fn planned_twin(&self, object: &Object) -> Option<Stored<Object>> {
        let id = object.id().identity();
        let first = self.twins.get(&id)?;
        let last = &self.rehearsal.planned.get(&id)?.object;
        Some(declared(if first == object { last } else { first }))
    }

    /// Whether it is about a server, and the same finding is reported for the role on it.
    fn is_told_of_role(&self, finding: &Finding) -> bool {
        let role = (Kind::SupRole, finding.object.key());
        finding.object.kind == Kind::SiteSystem
            && self.rehearsal.planned.contains(&role)
            && rules::speaks_of_role_and_server(finding.rule)
    }

    fn hear(
        &self,
        change: &Change,
        before: Option<Stored<Object>>,
        twin: Option<Stored<Object>>,
        unknown: &BTreeSet<String>,
        stored: Option<&dyn View>,
    ) -> Result<Vec<Finding>, StoreError> {
        let (beholder, is_uncertain) = (change.id().identity(), Cell::new(false));
        let view = Overlay {
            rehearsal: &self.rehearsal,
            stored,
            scope: Scope::Lasting,
            beholder: &beholder,
            left_behind: None,
            is_uncertain: &is_uncertain,
        };
        let circumstances = &self.rehearsal.circumstances;
        let rehearsed =
            rules::Rehearsed { change, before, twin, everything: &view, settled: &view, circumstances, left_by: None };
        rules::rehearse(&rehearsed, unknown, &is_uncertain)
    }
}
