//! Everything at once: a hierarchy as it stands, or a whole run of which nothing is to come any more.
//!
//! All objects are put first and judged then, so that it makes no difference in which order they are given, and what is
//! stored collides with what is planned unless the run says what becomes of it.

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
    /// It is there in the end.
    Put {
        /// How it came there.
        part: Part,
        /// As it is in the end.
        object: Object,
        /// Which attributes are not known: dotted paths, or the start of one. What depends on them is left out.
        unknown: BTreeSet<String>,
    },
    /// It is removed; as it was.
    Removed(Object),
}

impl Audited {
    /// An object that is there and stays as it is.
    #[must_use]
    pub fn standing(object: Object) -> Self {
        Self::Put { part: Part::Write { before: Box::new(object.clone()) }, object, unknown: BTreeSet::new() }
    }

    /// What names it; a part of that may be unknown.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Put { object, .. } | Self::Removed(object) => object.id(),
        }
    }

    /// The ids it has until then and gives up.
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
    /// What is put more than once, as it is put first.
    twins: HashMap<(Kind, String), Object>,
    /// What makes room for what is put.
    given_up: HashSet<(Kind, String)>,
}

impl Audit {
    /// An audit of what a run does, judged as of `now`.
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

    /// An audit of all that a view shows.
    ///
    /// # Errors
    /// When the view cannot be read.
    pub fn of(view: &dyn View, now: Timestamp, order: Order) -> Result<Self, StoreError> {
        let mut objects = Vec::new();
        for kind in Kind::ALL {
            let found = view.find(kind, Lookup::All)?;
            objects.extend(found.into_iter().map(|stored| Audited::standing(stored.object)));
        }
        Ok(Self::new(objects, now, order))
    }

    /// What is judged, in the order it was given.
    #[must_use]
    pub fn objects(&self) -> &[Audited] {
        &self.objects
    }

    /// What all rules have to say about one of [`Audit::objects`]. `stored` is what is there beside them, or was before.
    ///
    /// What does not go together with something else is told of both; a server that does not suit its role, of the role
    /// alone.
    ///
    /// # Errors
    /// When the view cannot be read.
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
                    // The same object is put under another name: it stays.
                    return Ok(Vec::new());
                }
                let before = Some(declared(object));
                self.hear(&Change::Delete(id), before.clone(), before, &BTreeSet::new(), stored)
            }
        }
    }

    /// What is there already as the object that is to be created.
    fn twin(&self, object: &Object, stored: Option<&dyn View>) -> Result<Option<Stored<Object>>, StoreError> {
        let id = object.id();
        if let Some(twin) = self.planned_twin(object) {
            return Ok(Some(twin));
        }
        let stored = stored.filter(|_| !self.given_up.contains(&id.identity()));
        let twin = stored.map_or(Ok(None), |stored| stored.get(&id))?;
        // What came along with a role is taken over.
        Ok(twin.filter(|twin| twin.declared))
    }

    /// What else is put as the same object.
    fn planned_twin(&self, object: &Object) -> Option<Stored<Object>> {
        let id = object.id().identity();
        let first = self.twins.get(&id)?;
        let last = &self.rehearsal.planned.get(&id)?.object;
        Some(declared(if first == object { last } else { first }))
    }

    /// Whether it is told of a server although the role on it, which is judged as well, is told the same.
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
