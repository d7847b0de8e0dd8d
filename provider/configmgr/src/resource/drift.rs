//! Warns of an object that others changed since Terraform last wrote it: what, who and when.

use std::collections::BTreeSet;

use hierarchy::{
    Action, AttributeChange, Attributed, Hierarchy, HistoryEntry, HistoryFilter, Object, ObjectId, Stored,
};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;

use super::model::{ResourceModel, object};
use super::plan_guard::line;
use super::values::Values;
use crate::client::{Client, store_error};

/// The refresh does not know the configuration: it may have the change already, or ignore it.
const CHANGED: &str = "The plan shows which of these changes Terraform reverts. A change that the configuration has as \
                       well stays. To keep another change, write it into the configuration.";

const UNCHANGED: &str = "Its attributes are as Terraform last wrote them.";

/// Warns of the differences between the state of an object and the object, with who made them. `revision` is that of the
/// object when the state was written: while it is the same, nothing is compared.
///
/// Terraform does not write the state of an object that its own change of another object changed as well, such as the
/// settings of a promoted software update point. What this actor did through Terraform is therefore not reported.
pub(crate) fn warn_of_changes<M: ResourceModel>(
    context: &mut Context<'_, Client>,
    hierarchy: &Hierarchy,
    state: &Values<M>,
    stored: &Stored<Object>,
    revision: u64,
) -> Result<(), Diagnostics> {
    if stored.revision == revision {
        return Ok(());
    }
    // The state of an older version lacks attributes; this refresh adds them.
    let Ok(before) = object(state) else { return Ok(()) };
    let history = since(hierarchy, &stored.object.id(), revision)?;
    let is_of_others = |entry: &HistoryEntry| !context.client.author().is(&entry.actor, &entry.origin);
    let differences = AttributeChange::between(&before.attributes(), &stored.object.attributes());
    let advice = if differences.is_empty() { UNCHANGED } else { CHANGED };
    let mut changes: Vec<_> = differences.into_iter().flat_map(|change| change.attributed(&history)).collect();
    changes.retain(|change| change.last.is_some_and(is_of_others));
    let is_recreation = |entry: &&HistoryEntry| entry.action == Action::Create && is_of_others(entry);
    let recreation = history.iter().rposition(|entry| is_recreation(&entry));
    let recreated = recreation.map_or(&[][..], |last| history.get(last.saturating_sub(1)..=last).unwrap_or_default());
    if !changes.is_empty() || !recreated.is_empty() {
        context.warn(warning(&stored.object.id(), recreated, &changes, advice));
    }
    Ok(())
}

/// Warns of an object in the state that was removed.
pub(crate) fn warn_of_removal(
    context: &mut Context<'_, Client>,
    hierarchy: &Hierarchy,
    id: &ObjectId,
    revision: u64,
) -> Result<(), Diagnostics> {
    let history = since(hierarchy, id, revision)?;
    if let Some(removal) = history.iter().rfind(|entry| entry.action == Action::Delete) {
        context.warn(Diagnostic::warning(
            format!("{id} was removed since Terraform last wrote it"),
            format!(
                "{}\nTerraform creates it again as long as the configuration has it. To keep it removed, delete its resource \
                 from the configuration.",
                line(removal, "removed it")
            ),
        ));
    }
    Ok(())
}

fn since(hierarchy: &Hierarchy, id: &ObjectId, revision: u64) -> Result<Vec<HistoryEntry>, Diagnostic> {
    let filter = HistoryFilter { after_revision: Some(revision), ..HistoryFilter::of(id) };
    hierarchy.history(&filter).map_err(|error| store_error(&error))
}

fn warning(id: &ObjectId, recreated: &[HistoryEntry], changes: &[Attributed<'_>], advice: &str) -> Diagnostic {
    let what = if recreated.is_empty() { "changed" } else { "was removed and created again" };
    let whole = recreated.iter().filter_map(|entry| match entry.action {
        Action::Delete => Some(line(entry, "removed it")),
        Action::Create => Some(line(entry, "created it")),
        _ => None,
    });
    let named = changes.iter().filter_map(|Attributed { change, last, .. }| {
        let path = id.kind.name_in_configuration(&change.path).to_owned();
        Some(line((*last)?, &AttributeChange { path, ..change.clone() }.to_string()))
    });
    let diagnostic = Diagnostic::warning(
        format!("{id} {what} since Terraform last wrote it"),
        format!("{}\n{advice}", whole.chain(named).collect::<String>()),
    );
    let mut paths: BTreeSet<&str> =
        changes.iter().map(|part| id.kind.name_in_configuration(&part.change.path)).collect();
    match paths.pop_first().filter(|_| paths.is_empty() && recreated.is_empty()) {
        Some(path) => diagnostic.at(Path::of(path)),
        None => diagnostic,
    }
}
