//! Compares what states record with the objects of a hierarchy.

use std::collections::{HashMap, HashSet};

use hierarchy::{
    Action, Attributed, Hierarchy, HistoryEntry, HistoryFilter, Kind, Object, ObjectId, StoreError, Stored,
};
use serde_json::{Map, Value};

use super::recorded::{Planned, Recorded};
use crate::export::{retain_declared, top_down};
use crate::findings::{AttributeFinding, Authorship, Finding, Side, Unchanged, What, differences};

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
    hierarchy: &'a Hierarchy,
    stored: HashMap<(Kind, String), Stored<Object>>,
}

/// Compares recorded resources with the hierarchy.
///
/// # Errors
/// If the hierarchy cannot be read.
pub(super) fn compare(hierarchy: &Hierarchy, recorded: &[Recorded]) -> Result<Comparison, StoreError> {
    let all = hierarchy.read(top_down)?;
    let mut declared = all.clone();
    retain_declared(&mut declared);
    let stored = all.into_iter().map(|stored| (identity(&stored.object.id()), stored)).collect();
    let objects = Objects { hierarchy, stored };
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
            let planned = planned.as_ref().and_then(|planned| planned.action).map(str::to_owned);
            return Ok(vec![Finding { by: removal, planned, ..Finding::new(What::Missing, resource.id.clone()) }]);
        };
        let now = shared(&stored.object.attributes(), before);
        let drift = self.drift(resource, before, &now, stored)?;
        let pending = planned.as_ref().and_then(|planned| {
            let mut changes =
                differences(before, &shared(&planned.attributes, before), |path| resource.is_sensitive(path));
            // A removed object has no attributes afterwards.
            changes.retain(|_| !planned.attributes.is_null());
            changes.retain(|change| {
                !planned.is_unknown(&change.path) && !is_same(&planned.attributes, &now, &change.path)
            });
            let attributes =
                changes.into_iter().map(|change| AttributeFinding::of(Attributed { change, last: None, first: None }));
            let attributes: Vec<AttributeFinding> =
                attributes.map(|attribute| attribute.named(resource.id.kind)).collect();
            // A change that only undoes the drift is not pending.
            let is_undoing = planned.action == Some("update") && attributes.is_empty() && drift.is_some();
            if is_undoing { None } else { pending(resource, planned, attributes) }
        });
        Ok(drift.into_iter().chain(pending).collect())
    }

    /// The differences between what the state has and what the hierarchy has.
    fn drift(
        &self,
        resource: &Recorded,
        before: &Value,
        now: &Value,
        stored: &Stored<Object>,
    ) -> Result<Option<Finding>, StoreError> {
        let id = &resource.id;
        let changes = differences(before, now, |path| resource.is_sensitive(path));
        if changes.is_empty() {
            return Ok(None);
        }
        let mut history = self.history(id)?;
        // Nothing that happened after the objects were read.
        history.retain(|entry| entry.revision <= stored.revision);
        let parts = changes.into_iter().flat_map(|change| change.attributed(&history));
        let attributes = parts.map(|part| {
            let winner = resource.planned.as_ref().and_then(|planned| winner(planned, now, &part.change.path));
            let current = at(now, &part.change.path).clone();
            AttributeFinding { winner, current, ..AttributeFinding::of(part) }.named(id.kind)
        });
        Ok(Some(Finding { attributes: attributes.collect(), ..Finding::new(What::Drift, id.clone()) }))
    }

    /// Who last did something to an object.
    fn last(&self, id: &ObjectId, action: Action) -> Result<Option<Authorship>, StoreError> {
        let history = self.history(id)?;
        Ok(history.iter().rfind(|entry| entry.action == action).map(Authorship::of))
    }

    fn history(&self, id: &ObjectId) -> Result<Vec<HistoryEntry>, StoreError> {
        self.hierarchy.history(&HistoryFilter::of(id))
    }
}

/// The finding for a planned change; `None` if nothing is planned.
fn pending(resource: &Recorded, planned: &Planned, attributes: Vec<AttributeFinding>) -> Option<Finding> {
    let action = planned.action?.to_owned();
    Some(Finding { planned: Some(action), attributes, ..Finding::new(What::Pending, resource.id.clone()) })
}

/// Which side wins at the next apply; `None` if the planned value is known only then.
fn winner(planned: &Planned, now: &Value, path: &str) -> Option<Side> {
    if planned.is_unknown(path) {
        return None;
    }
    let is_kept = planned.action == Some("forget") || is_same(&planned.attributes, now, path);
    Some(if is_kept { Side::Hierarchy } else { Side::Configuration })
}

/// Whether an attribute has the same value on both sides.
fn is_same(one: &Value, other: &Value, path: &str) -> bool {
    differences(at(one, path), at(other, path), |_| false).is_empty()
}

/// The value at a dotted path; null if there is none.
fn at<'a>(attributes: &'a Value, path: &str) -> &'a Value {
    attributes.pointer(&format!("/{}", path.replace('.', "/"))).unwrap_or(&Value::Null)
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
