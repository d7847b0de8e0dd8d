//! What the refresh of a plan found changed in the hierarchy, and by whom.

use std::collections::HashMap;

use hierarchy::{Action, Hierarchy, HistoryFilter, Kind, ObjectId};
use serde_json::Value;

use crate::findings::{AttributeFinding, Authorship, Finding, Side, What, differences};
use crate::shared::error::Result;
use crate::terraform::plan::{Change, Plan, ResourceChange};
use crate::terraform::resource::{self, is_marked, marks};

/// The drifted objects of a plan. Without a hierarchy, nobody is named.
pub(super) fn drift(plan: &Plan<'_>, hierarchy: Option<&Hierarchy>) -> Result<Vec<Finding>> {
    let planned: HashMap<&str, &Change<'_>> =
        plan.resource_changes.iter().map(|change| (change.address.as_str(), &change.change)).collect();
    let mut found = Vec::new();
    for drifted in &plan.resource_drift {
        found.extend(finding(drifted, planned.get(drifted.address.as_str()).copied(), hierarchy)?);
    }
    Ok(found)
}

fn finding(
    drifted: &ResourceChange<'_>,
    planned: Option<&Change<'_>>,
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
    let changes = differences(&before, &now, |path| sensitive.iter().any(|marks| is_marked(marks, path)));
    let winner = |path: &str| planned.and_then(|planned| winner(planned, kind, &now, path));
    let attributes: Vec<AttributeFinding> = changes
        .into_iter()
        .flat_map(|change| change.attributed(&history))
        .map(|part| AttributeFinding { winner: winner(&part.change.path), ..AttributeFinding::of(part) }.named(kind))
        .collect();
    let finding = Finding { address, attributes, ..Finding::new(What::Drift, id) };
    Ok((!finding.attributes.is_empty()).then_some(finding))
}

/// Which side wins at the next apply; `None` if the planned value is known only then.
fn winner(planned: &Change<'_>, kind: Kind, now: &Value, path: &str) -> Option<Side> {
    if is_marked(&marks(kind, planned.after_unknown), path) {
        return None;
    }
    let (_, after) = resource::attributes(kind, planned.after).ok()?;
    let at = |side: &Value| side.pointer(&format!("/{}", path.replace('.', "/"))).cloned().unwrap_or_default();
    let is_kept = differences(&at(now), &at(&after), |_| false).is_empty();
    Some(if is_kept { Side::Hierarchy } else { Side::Configuration })
}
