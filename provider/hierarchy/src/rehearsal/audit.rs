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
use super::{PlannedAction, Rehearsal, declared};
use crate::change::Change;
use crate::judgement::{Finding, Order};
use crate::model::{Kind, Object, ObjectId, Stored, has_unknown_id};
use crate::rules;
use crate::store::{Lookup, StoreError, View};

/// One object of an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditedObject {
    /// It exists after the run.
    Put {
        /// What the run does with it.
        part: PlannedAction,
        /// Its state after the run.
        object: Object,
        /// The unknown attributes: dotted paths, or the start of one. Rules that depend on them are not judged.
        unknown: BTreeSet<String>,
    },
    /// It is removed; its state before.
    Removed(Object),
}

impl AuditedObject {
    /// An existing object that does not change.
    #[must_use]
    pub fn unchanged(object: Object) -> Self {
        Self::Put { part: PlannedAction::Write { before: Box::new(object.clone()) }, object, unknown: BTreeSet::new() }
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
            Self::Put { part: PlannedAction::Replace { prior }, .. } => Some(prior.clone()),
            Self::Put { .. } => None,
            Self::Removed(object) => Some(object.id()),
        }
    }
}

/// All objects of a hierarchy or a run, to be judged one by one.
#[derive(Debug)]
pub struct Audit {
    rehearsal: Rehearsal,
    objects: Vec<AuditedObject>,
    /// Objects planned more than once, as first planned.
    duplicates: HashMap<(Kind, String), Object>,
    /// The ids that are free after the run.
    given_up: HashSet<(Kind, String)>,
}

impl Audit {
    /// An audit of a run, judged at the time `now`.
    #[must_use]
    pub fn new(objects: Vec<AuditedObject>, now: Timestamp, order: Order) -> Self {
        let (mut rehearsal, mut duplicates) = (Rehearsal::new(now, order), HashMap::new());
        for audited in &objects {
            if let AuditedObject::Put { part, object, unknown } = audited {
                let id = object.id().identity();
                let first = rehearsal.run.planned.get(&id).filter(|_| !has_unknown_id(unknown));
                if let (Some(first), Entry::Vacant(entry)) = (first, duplicates.entry(id)) {
                    entry.insert(first.object.clone());
                }
                rehearsal.put(part, object, unknown);
            }
        }
        let given_up: HashSet<_> = objects.iter().filter_map(AuditedObject::given_up).map(|id| id.identity()).collect();
        let gone = objects
            .iter()
            .filter_map(AuditedObject::given_up)
            .filter(|id| !rehearsal.run.planned.contains(&id.identity()));
        let gone: Vec<_> = gone.map(|id| id.identity()).collect();
        rehearsal.run.removed.extend(gone);
        Self { rehearsal, objects, duplicates, given_up }
    }

    /// An audit of all objects in a view.
    ///
    /// # Errors
    /// If the view cannot be read.
    pub fn of(view: &dyn View, now: Timestamp, order: Order) -> Result<Self, StoreError> {
        let mut objects = Vec::new();
        for kind in Kind::ALL {
            let found = view.find(kind, Lookup::All)?;
            objects.extend(found.into_iter().map(|stored| AuditedObject::unchanged(stored.object)));
        }
        Ok(Self::new(objects, now, order))
    }

    /// The judged objects, in the given order.
    #[must_use]
    pub fn objects(&self) -> &[AuditedObject] {
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
    pub fn judge(&self, audited: &AuditedObject, stored: Option<&dyn View>) -> Result<Vec<Finding>, StoreError> {
        match audited {
            AuditedObject::Put { part, object, unknown } => {
                let mut findings = match stored {
                    Some(view) => rules::check_standalone_in(view, object, unknown)?,
                    None => rules::check_standalone(object, unknown),
                };
                if *part == PlannedAction::Create && self.is_removed(&object.id()) {
                    findings.extend(rules::renaming(&object.id(), None));
                }
                let (change, before, duplicate) = match part {
                    PlannedAction::Create => (Change::Create(object.clone()), None, self.duplicate(object, stored)?),
                    PlannedAction::Replace { .. } => {
                        (Change::Create(object.clone()), None, self.planned_duplicate(object))
                    }
                    PlannedAction::Write { before } => (Change::Update(object.clone()), Some(declared(before)), None),
                };
                findings.extend(self.evaluate(&change, before, duplicate, unknown, stored)?);
                findings.retain(|finding| !self.is_reported_for_role(finding));
                Ok(rules::without_inherited(findings))
            }
            AuditedObject::Removed(object) => {
                let id = object.id();
                if self.rehearsal.run.planned.contains(&id.identity()) {
                    // The same object is planned under another name: it stays.
                    return Ok(Vec::new());
                }
                let before = Some(declared(object));
                self.evaluate(&Change::Delete(id), before.clone(), before, &BTreeSet::new(), stored)
            }
        }
    }

    /// Whether the run also removes the object.
    fn is_removed(&self, id: &ObjectId) -> bool {
        let is_it = |audited: &AuditedObject| matches!(audited, AuditedObject::Removed(object) if object.id().key() == id.key());
        self.given_up.contains(&id.identity())
            && self.objects.iter().filter(|audited| audited.id().kind == id.kind).any(is_it)
    }

    /// The existing object with the id of the object to be created.
    fn duplicate(&self, object: &Object, stored: Option<&dyn View>) -> Result<Option<Stored<Object>>, StoreError> {
        let id = object.id();
        if let Some(duplicate) = self.planned_duplicate(object) {
            return Ok(Some(duplicate));
        }
        let stored = stored.filter(|_| !self.given_up.contains(&id.identity()));
        let duplicate = stored.map_or(Ok(None), |stored| stored.get(&id))?;
        // An implicitly created object is adopted.
        Ok(duplicate.filter(|duplicate| duplicate.declared))
    }

    /// The other planned object with the same id.
    fn planned_duplicate(&self, object: &Object) -> Option<Stored<Object>> {
        let id = object.id().identity();
        let first = self.duplicates.get(&id)?;
        let last = &self.rehearsal.run.planned.get(&id)?.object;
        Some(declared(if first == object { last } else { first }))
    }

    /// Whether it is about a server, and the same finding is reported for the role on it.
    fn is_reported_for_role(&self, finding: &Finding) -> bool {
        let role = (Kind::SupRole, finding.object.key());
        finding.object.kind == Kind::SiteSystem
            && self.rehearsal.run.planned.contains(&role)
            && rules::judges_role_with_server(finding.rule)
    }

    fn evaluate(
        &self,
        change: &Change,
        before: Option<Stored<Object>>,
        duplicate: Option<Stored<Object>>,
        unknown: &BTreeSet<String>,
        stored: Option<&dyn View>,
    ) -> Result<Vec<Finding>, StoreError> {
        let (observer, is_uncertain) = (change.id().identity(), Cell::new(false));
        let view = Overlay {
            run: &self.rehearsal.run,
            stored,
            scope: Scope::Lasting,
            observer: &observer,
            left_behind: None,
            is_uncertain: &is_uncertain,
        };
        let circumstances = &self.rehearsal.circumstances;
        // Reported for the primary site only.
        let departure = match change {
            Change::Delete(_) => None,
            Change::Create(_) | Change::Update(_) => self.rehearsal.departure(change, before.as_ref(), stored)?,
        };
        let planned = rules::PlannedChange {
            change,
            before,
            duplicate,
            everything: &view,
            settled: &view,
            circumstances,
            departure,
            is_audit: true,
        };
        rules::check_planned(&planned, unknown, &is_uncertain)
    }
}
