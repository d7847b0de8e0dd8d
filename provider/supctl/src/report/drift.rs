//! What the refresh of a plan found changed in the hierarchy, and by whom.

use std::collections::HashMap;

use hierarchy::{Action, Hierarchy, HistoryFilter, ObjectId};

use crate::findings::sides::Sides;
use crate::findings::{Authorship, Finding, What};
use crate::shared::error::Result;
use crate::terraform::plan::{Plan, ResourceChange};
use crate::terraform::planned::Planned;
use crate::terraform::resource::{self, is_marked, marks};

/// The drifted objects of a plan. Without a hierarchy, nobody is named.
pub(super) fn drift(plan: &Plan<'_>, hierarchy: Option<&Hierarchy>) -> Result<Vec<Finding>> {
    let planned: HashMap<&str, &ResourceChange<'_>> =
        plan.resource_changes.iter().map(|change| (change.address.as_str(), change)).collect();
    let mut found = Vec::new();
    for drifted in &plan.resource_drift {
        found.extend(finding(drifted, planned.get(drifted.address.as_str()).copied(), hierarchy)?);
    }
    Ok(found)
}

fn finding(
    drifted: &ResourceChange<'_>,
    planned: Option<&ResourceChange<'_>>,
    hierarchy: Option<&Hierarchy>,
) -> Result<Option<Finding>> {
    let Some(kind) = resource::kind(&drifted.mode, &drifted.r#type, &drifted.address)? else { return Ok(None) };
    let unusable = |why: String| resource::other_version(&format!("{}: {why}", drifted.address));
    let change = &drifted.change;
    let (Some(id), before) = resource::attributes(kind, change.before).map_err(unusable)? else { return Ok(None) };
    let id = ObjectId::new(kind, id);
    let history = hierarchy.map_or_else(|| Ok(Vec::new()), |hierarchy| hierarchy.history(&HistoryFilter::of(&id)))?;
    let address = Some(drifted.address.clone());
    if change.after.is_none() {
        let removal = history.iter().rfind(|entry| entry.action == Action::Delete).map(Authorship::of);
        return Ok(Some(Finding { address, by: removal, ..Finding::new(What::Missing, id) }));
    }
    let (_, now) = resource::attributes(kind, change.after).map_err(unusable)?;
    let sensitive = [change.before_sensitive, change.after_sensitive].map(|json| marks(kind, json));
    let is_sensitive = |path: &str| sensitive.iter().any(|marks| is_marked(marks, path));
    let planned = planned.map(|planned| Planned::of(kind, planned)).transpose()?;
    let sides = Sides { id: &id, before: &before, now: &now, history: &history };
    let drift = sides.finding(What::Drift, planned.as_ref(), is_sensitive);
    Ok(drift.map(|drift| Finding { address, ..drift }))
}
