//! Plans of runs that have ended. One of them may be saved, and then another run applies it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hierarchy::{Change, ObjectId, RestOfRun};

use super::line::Line;

/// How many of them are kept.
const KEPT: usize = 3;

/// How long a file is kept on a system that does not show whether its process is still running.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// The files of runs that have ended, the newest first. Older ones are removed, and those without a plan.
pub(super) fn earlier_plans(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut ended = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let run = name.to_str().and_then(|name| name.strip_prefix(prefix));
        if run.is_some_and(|run| has_ended(run, &entry.path())) {
            let written = entry.metadata().and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            ended.push((written, entry.path()));
        }
    }
    ended.sort();
    ended.reverse();
    let (kept, others): (Vec<_>, Vec<_>) = ended
        .into_iter()
        .map(|(_, path)| path)
        .partition(|path| super::text_of(path).is_ok_and(|text| has_plan(&text)));
    for path in kept.iter().skip(KEPT).chain(&others) {
        let _ = fs::remove_file(path);
    }
    kept.into_iter().take(KEPT).collect()
}

fn has_plan(text: &str) -> bool {
    text.lines().any(|line| Line::parse(line).is_some())
}

fn has_ended(run: &str, file: &Path) -> bool {
    let (terraform, start) = run.split_once('-').unwrap_or((run, ""));
    if Path::new("/proc/self").exists() {
        return terraform.parse().ok().and_then(super::start_time_of).is_none_or(|started| started != start);
    }
    let written = fs::metadata(file).and_then(|file| file.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > MAX_AGE))
}

/// What the newest of these plans changes that has this change, as it is made now.
pub(super) fn plan_of(change: &Change, earlier: &[PathBuf]) -> Option<RestOfRun> {
    let plans = earlier.iter().filter_map(|path| super::text_of(path).ok());
    plans.map(|text| planned(&text)).find(|plan| has_change(plan, change))
}

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
