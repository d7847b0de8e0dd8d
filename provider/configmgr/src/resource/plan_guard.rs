//! The guard against stale plans: an object that changed after the plan was made is not written (V126).

use std::collections::BTreeSet;

use hierarchy::{Action, AttributeChange, HistoryEntry, ObjectId};
use tfplugin::framework::diagnostics::Diagnostic;
use tfplugin::framework::path::Path;

/// Why the change of an object is refused: who changed it after the plan was made.
pub(crate) fn diagnostic(object: &ObjectId, since: &[HistoryEntry]) -> Diagnostic {
    let what = match since.last().map(|last| last.action) {
        None => ": the hierarchy is older than this plan",
        Some(Action::Delete) => " was removed after this plan was made",
        Some(_) => " changed after this plan was made",
    };
    let reason = if since.is_empty() {
        "The hierarchy was restored from a backup or replaced. ".to_owned()
    } else {
        format!("Changes since it was last read:\n\n{}\n", since.iter().map(history_line).collect::<String>())
    };
    let diagnostic = Diagnostic::error(
        format!("{object}{what} (V126)"),
        format!("{reason}The planned change was not made. Plan again, and review the new plan."),
    );
    match only_attribute(since) {
        Some(attribute) => diagnostic.at(Path::of(&attribute)),
        None => diagnostic,
    }
}

/// Who did something and when. Indented, so that Terraform leaves it on one line.
pub(crate) fn line(entry: &HistoryEntry, what: &str) -> String {
    let HistoryEntry { time, actor, origin, .. } = entry;
    format!("  {time:.0} {actor} through {origin}: {what}\n")
}

fn history_line(entry: &HistoryEntry) -> String {
    let verb = match entry.action {
        Action::Create => Some("created it"),
        Action::Adopt => Some("started managing it"),
        Action::Update => None,
        Action::Release => Some("stopped managing it"),
        Action::Delete => Some("removed it"),
        Action::Synchronize => Some("synchronized it"),
    };
    let attributes = changed_in_place(entry).map(|change| change.to_string());
    let what: Vec<String> = verb.map(str::to_owned).into_iter().chain(attributes).collect();
    line(entry, &what.join("; "))
}

/// The attributes that changed, under the resource's names; none if the object was created or removed.
fn changed_in_place(entry: &HistoryEntry) -> impl Iterator<Item = AttributeChange> {
    let is_whole = matches!(entry.action, Action::Create | Action::Delete);
    let changes = if is_whole { Vec::new() } else { entry.changes() };
    changes.into_iter().map(|change| AttributeChange {
        path: entry.object.kind.name_in_configuration(&change.path).to_owned(),
        ..change
    })
}

/// The attribute to point at, if nothing else changed.
fn only_attribute(since: &[HistoryEntry]) -> Option<String> {
    if since.iter().any(|entry| changed_in_place(entry).next().is_none()) {
        return None;
    }
    let mut paths: BTreeSet<String> = since.iter().flat_map(changed_in_place).map(|change| change.path).collect();
    paths.pop_first().filter(|_| paths.is_empty())
}
