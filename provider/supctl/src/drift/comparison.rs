//! Compares what states record with the objects of a hierarchy.

use std::collections::{HashMap, HashSet};

use hierarchy::{
    Action, AsFound, AttributeChange, Attributed, History, Kind, Object, ObjectId, StoreError, Stored, View,
};
use serde_json::{Map, Value};

use super::recorded::Recorded;
use crate::export::{retain_declared, top_down};
use crate::findings::sides::{Sides, differences, is_same, masked};
use crate::findings::{AttributeFinding, Authorship, Finding, Unchanged, What};
use crate::terraform::action::Action as PlanAction;
use crate::terraform::planned::Planned;

/// What a comparison found.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    pub(super) findings: Vec<Finding>,
    pub(super) unchanged: Vec<Unchanged>,
    /// The number of objects in the hierarchy that a resource manages.
    pub(super) managed: usize,
    /// The number of objects in the hierarchy that none manages.
    pub(super) unmanaged: usize,
}

/// The objects of a hierarchy at one moment.
struct Objects<'a> {
    history: History<'a>,
    stored: HashMap<(Kind, String), Stored<Object>>,
    /// Where the hierarchy is from, if it was read from a real site.
    as_found: Option<AsFound>,
}

/// Compares recorded resources with a hierarchy, as of one moment.
///
/// # Errors
/// If the hierarchy cannot be read.
pub(super) fn compare(view: &dyn View, history: History<'_>, recorded: &[Recorded]) -> Result<Comparison, StoreError> {
    let all = top_down(view)?;
    let mut declared = all.clone();
    retain_declared(&mut declared);
    let stored = all.into_iter().map(|stored| (identity(&stored.object.id()), stored)).collect();
    let objects = Objects { history, stored, as_found: AsFound::of(view)? };
    let mut comparison = Comparison::default();
    for resource in recorded {
        let found = objects.findings_of(resource)?;
        if found.is_empty() {
            comparison.unchanged.push(Unchanged { id: resource.id.clone(), address: Some(resource.address.clone()) });
        }
        let (file, line) = resource.location.clone().unzip();
        comparison.findings.extend(found.into_iter().map(|finding| Finding {
            address: Some(resource.address.clone()),
            file: file.clone(),
            line,
            ..finding
        }));
    }
    let managed: HashSet<_> = recorded.iter().map(|resource| identity(&resource.id)).collect();
    comparison.managed = managed.iter().filter(|identity| objects.stored.contains_key(*identity)).count();
    for stored in &declared {
        let id = stored.object.id();
        if !managed.contains(&identity(&id)) {
            comparison.unmanaged += 1;
            let creation = objects.last(&id, Action::Create)?;
            comparison.findings.push(Finding { by: creation, ..Finding::new(What::Unmanaged, id) });
        }
    }
    comparison.findings.sort_by_key(|finding| finding.what);
    Ok(comparison)
}

/// What identifies an object.
pub(super) fn identity(id: &ObjectId) -> (Kind, String) {
    (id.kind, id.key())
}

impl Objects<'_> {
    fn findings_of(&self, resource: &Recorded) -> Result<Vec<Finding>, StoreError> {
        let stored = self.stored.get(&identity(&resource.id));
        let (Some(before), planned) = (&resource.attributes, &resource.planned) else {
            return Ok(resource
                .planned
                .as_ref()
                .and_then(|planned| pending(resource, planned, Vec::new()))
                .into_iter()
                .collect());
        };
        let Some(stored) = stored else {
            let removal = self.last(&resource.id, Action::Delete)?;
            let planned = planned.as_ref().and_then(|planned| planned.action).map(|action| action.as_str().to_owned());
            return Ok(vec![Finding { by: removal, planned, ..Finding::new(What::Missing, resource.id.clone()) }]);
        };
        let mut now = shared(&stored.object.attributes(), before);
        if let Some(as_found) = &self.as_found {
            as_found.carry_over(&resource.id, before, &mut now);
        }
        let drift = self.drift(resource, before, &now)?;
        let pending = planned.as_ref().and_then(|planned| {
            let mut changes = differences(before, &shared(&planned.attributes, before));
            // A removed object has no attributes afterwards.
            changes.retain(|_| !planned.attributes.is_null());
            changes.retain(|change| {
                !planned.is_unknown(&change.path)
                    && !is_same(&planned.attributes, &now, &change.path)
                    && self.knows(&resource.id, &change.path)
            });
            let attribute = |change: AttributeChange| {
                let change = if resource.is_sensitive(&change.path) { masked(change) } else { change };
                AttributeFinding::of(Attributed { change, last: None, first: None }).named(resource.id.kind)
            };
            let attributes: Vec<AttributeFinding> = changes.into_iter().map(attribute).collect();
            // A change that only undoes the drift is not pending, nor is one of what is not known.
            let is_nothing = attributes.is_empty() && (drift.is_some() || self.as_found.is_some());
            if is_nothing && planned.action == Some(PlanAction::Update) {
                None
            } else {
                pending(resource, planned, attributes)
            }
        });
        Ok(drift.into_iter().chain(pending).collect())
    }

    /// Whether the hierarchy knows an attribute of an object.
    fn knows(&self, id: &ObjectId, attribute: &str) -> bool {
        self.as_found.as_ref().is_none_or(|as_found| as_found.knows(id, attribute))
    }

    /// The differences between what the state has and what the hierarchy has.
    fn drift(&self, resource: &Recorded, before: &Value, now: &Value) -> Result<Option<Finding>, StoreError> {
        if differences(before, now).is_empty() {
            return Ok(None);
        }
        let history = self.history.of(&resource.id)?;
        let sides = Sides { id: &resource.id, before, now, history: &history };
        // Apply refuses to change a real site, so no side wins.
        let planned = resource.planned.as_ref().filter(|_| self.as_found.is_none());
        Ok(sides.finding(What::Drift, planned, |path| resource.is_sensitive(path)))
    }

    /// Who last did something to an object.
    fn last(&self, id: &ObjectId, action: Action) -> Result<Option<Authorship>, StoreError> {
        Ok(self.history.of(id)?.iter().rfind(|entry| entry.action == action).map(Authorship::of))
    }
}

/// The finding for a planned change; `None` if nothing is planned.
fn pending(resource: &Recorded, planned: &Planned, attributes: Vec<AttributeFinding>) -> Option<Finding> {
    let action = planned.action?.as_str().to_owned();
    Some(Finding { planned: Some(action), attributes, ..Finding::new(What::Pending, resource.id.clone()) })
}

/// The attributes that the other side has as well: an older version did not write all of them.
fn shared(attributes: &Value, other: &Value) -> Value {
    match (attributes, other) {
        (Value::Object(attributes), Value::Object(other)) => {
            let both =
                attributes.iter().filter_map(|(name, value)| Some((name.clone(), shared(value, other.get(name)?))));
            Value::Object(both.collect::<Map<_, _>>())
        }
        _ => attributes.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hierarchy::{Account, Author, Change, Hierarchy, SystemClock};

    use super::*;

    #[test]
    fn a_store_that_changes_while_it_is_read_is_compared_as_of_one_moment() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hierarchy.db");
        let [reader, writer] = [(), ()].map(|()| Hierarchy::open(&file, Arc::new(SystemClock)).unwrap());
        let account = Account { user_name: "CONTOSO\\svc".to_owned(), password_version: None };
        let change = |actor: &str, change| {
            let author = Author { actor: actor.to_owned(), origin: "supctl".to_owned() };
            writer.apply(change, &author).unwrap();
        };
        let id = Object::from(account.clone()).id();
        change("alice", Change::Create(account.clone().into()));
        let comparison = reader.read_with_history(|view, history| {
            assert!(view.get(&id)?.is_some());
            change("bob", Change::Delete(id.clone()));
            change("carol", Change::Create(account.into()));
            compare(view, history, &[])
        });
        let creators: Vec<String> =
            comparison.unwrap().findings.into_iter().filter_map(|finding| Some(finding.by?.actor)).collect();
        assert_eq!(creators, ["alice"]);
    }
}
