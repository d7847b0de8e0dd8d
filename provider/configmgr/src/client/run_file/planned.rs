//! What a run changes, as its processes planned it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hierarchy::{Change, ObjectId, RestOfRun};

use super::line::Line;

/// What the lines of a file change.
pub(super) fn planned(text: &str) -> RestOfRun {
    let (mut changed, mut removed, mut written) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    for line in text.lines().filter_map(Line::parse) {
        if line.is_removal() {
            removed.insert(line.id.clone());
        } else if let Some(object) = line.object() {
            written.insert(line.id.clone(), object);
        }
        changed.insert(line.id);
    }
    RestOfRun::Known { changed: Arc::new(changed), removed: Arc::new(removed), written: Arc::new(written) }
}

/// Whether a plan has this change, as it is made now.
pub(super) fn has_change(plan: &RestOfRun, change: &Change) -> bool {
    let RestOfRun::Known { changed, removed, written } = plan else { return false };
    let id = ObjectId::new(change.id().kind, change.id().key());
    match change {
        Change::Create(object) | Change::Update(object) => match written.get(&id) {
            Some(planned) => planned == object,
            // Some of its attributes were known after apply.
            None => changed.contains(&id) && !removed.contains(&id),
        },
        Change::Delete(_) => removed.contains(&id),
    }
}
