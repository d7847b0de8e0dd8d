//! The file in which the processes of one run tell each other what they plan.
//!
//! Terraform starts a process for each alias of the provider, and one process may end before another starts. An object that
//! one process plans must not be reported as missing by another. So each process writes the ids it plans to a file: beside the
//! file of the hierarchy, or in a private folder for a hierarchy in a database, where a role that may only read can plan. The process that applies the plan reads the file too: Terraform plans everything a second time there, and
//! warnings are not repeated. The file is removed by the first change, or by a later run.

mod leftovers;
mod line;
mod own_file;
mod planned;
#[cfg(unix)]
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use hierarchy::{Change, Location, Object, ObjectId, RestOfRun, RunId};

use leftovers::start_time_of;
use line::{Line, Part};
use own_file::own_file;
use planned::{has_change, planned};

use super::private_folder;

/// The file's name: that of the hierarchy's file, this, and the id of the Terraform process with its start time.
const SUFFIX: &str = "-planned-";

/// The file of this run.
#[derive(Debug)]
pub(crate) struct RunFile {
    path: PathBuf,
    /// The first line: which run the file is of.
    run: String,
    /// What this run planned before this process started.
    planned_earlier: BTreeSet<ObjectId>,
    /// What this run changes, as far as it was planned before this process started.
    rest_of_run: RestOfRun,
    seen: Mutex<Seen>,
}

/// What was read of the file so far.
#[derive(Debug, Default)]
struct Seen {
    bytes: u64,
    /// What this process writes.
    own: BTreeSet<ObjectId>,
    others: Vec<Line>,
}

/// The file beside which the file of a run is.
fn neighbor(location: &Location) -> Option<PathBuf> {
    match location {
        Location::File(path) => Some(path.clone()),
        // All processes of a run write the same URL, and other files of the folder are those of the same user.
        Location::Database(url) => {
            let name = format!("{:08x}", crc32fast::hash(url.to_string().as_bytes()));
            let folder = private_folder::create().ok()?;
            // Nobody but us has files there. Those of another database would stay until it is used again.
            leftovers::remove(&folder, |name| name.split_once(SUFFIX).map(|(_, run)| run));
            Some(folder.join(name))
        }
    }
}

impl RunFile {
    /// The run's file for a hierarchy.
    pub(crate) fn of(location: &Location) -> Option<Self> {
        let mut file = Self::beside(&neighbor(location)?)?;
        let text = text_of(&file.path).unwrap_or_default();
        if file.is_of_this_run(&text) {
            file.planned_earlier = file.planned_by_others().into_iter().collect();
            file.rest_of_run = planned(&text);
        }
        Some(file)
    }

    fn beside(hierarchy: &Path) -> Option<Self> {
        let run = current_run()?;
        let mut prefix = hierarchy.file_name()?.to_owned();
        prefix.push(SUFFIX);
        let prefix = prefix.to_string_lossy().into_owned();
        leftovers::remove(hierarchy.parent()?, |name| name.strip_prefix(&prefix));
        Some(Self {
            path: hierarchy.with_file_name(format!("{prefix}{}", run.replace(' ', "-"))),
            run,
            planned_earlier: BTreeSet::new(),
            rest_of_run: RestOfRun::Unknown,
            seen: Mutex::default(),
        })
    }

    /// Records that this process plans to write an object, which is given if all of its attributes are known. A file that cannot
    /// be written is no error of the plan: at worst, another process reports as missing what is only planned here.
    pub(crate) fn record(&self, id: &ObjectId, object: Option<&Object>) {
        self.append_line(&Line::new(id, Part::Written, object));
    }

    /// Records that this process plans to create an object, and does not remove it before.
    pub(crate) fn record_creation(&self, id: &ObjectId, object: Option<&Object>) {
        self.append_line(&Line::new(id, Part::Created, object));
    }

    /// Records that this process plans to remove an object.
    pub(crate) fn record_removal(&self, id: &ObjectId) {
        self.append_line(&Line::new(id, Part::Removed, None));
    }

    /// Records that this process plans to let a site leave its parent site.
    pub(crate) fn record_departure(&self, site: &ObjectId, left: &str) {
        self.append_line(&Line::new(site, Part::Leaves(left.to_owned()), None));
    }

    fn append_line(&self, line: &Line) {
        let _ = self.append(&line.text());
    }

    fn append(&self, line: &str) -> io::Result<()> {
        let mut file = self.open()?;
        file.lock()?;
        let mut text = line.to_owned();
        if !self.is_of_this_run(&first_line(&mut file)?) {
            file.set_len(0)?;
            text.insert_str(0, &format!("{}\n", self.run));
        }
        file.write_all(text.as_bytes())
    }

    /// Opens the file to append to it. Another process may have removed it since this one last wrote to it.
    fn open(&self) -> io::Result<File> {
        let open = || own_file(OpenOptions::new().read(true).append(true).create(true), &self.path);
        match (open(), self.path.parent()) {
            (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                open()
            }
            (opened, _) => opened,
        }
    }

    /// Whether an earlier process of this run planned the object.
    pub(crate) fn was_planned_earlier(&self, id: &ObjectId) -> bool {
        self.planned_earlier.contains(&ObjectId::new(id.kind, id.key()))
    }

    /// Whether this run may remove the object. A process that applies a saved plan may not know what was planned.
    pub(crate) fn may_remove(&self, id: &ObjectId) -> bool {
        match &self.rest_of_run {
            RestOfRun::Known { removed, .. } => removed.contains(&ObjectId::new(id.kind, id.key())),
            RestOfRun::Nothing | RestOfRun::Unknown => true,
        }
    }

    /// Whether this run changes or removes the object; `None` where what was planned is not known.
    pub(crate) fn changes(&self, id: &ObjectId) -> Option<bool> {
        match &self.rest_of_run {
            RestOfRun::Known { changed, .. } => Some(changed.contains(&ObjectId::new(id.kind, id.key()))),
            RestOfRun::Nothing | RestOfRun::Unknown => None,
        }
    }

    /// The object as this run is known to write it.
    pub(crate) fn written(&self, id: &ObjectId) -> Option<&Object> {
        match &self.rest_of_run {
            RestOfRun::Known { written, .. } => written.get(&ObjectId::new(id.kind, id.key())),
            RestOfRun::Nothing | RestOfRun::Unknown => None,
        }
    }

    /// What this run changes, as far as it was planned before this process started. A saved plan is not known.
    pub(crate) fn rest_of_run(&self) -> &RestOfRun {
        &self.rest_of_run
    }

    /// Whether an earlier process of this run planned to replace an object by this one; `None` if none planned to create it. The
    /// removal of another address of the object, which a process of another alias planned, is no replacement.
    pub(crate) fn replaces(&self, planned: &Object) -> Option<bool> {
        let RestOfRun::Known { removed, .. } = &self.rest_of_run else { return None };
        let is_planned = has_change(&self.rest_of_run, &Change::Create(planned.clone()));
        is_planned.then(|| removed.contains(&ObjectId::new(planned.kind(), planned.id().key())))
    }

    /// What other processes of this run plan to write: beside this one, or before, if they planned the change that this one
    /// applies.
    pub(crate) fn planned_elsewhere(&self, change: &Change) -> Vec<ObjectId> {
        let mut ids = self.planned_by_others();
        if let RestOfRun::Known { changed, removed, .. } = &self.rest_of_run
            && has_change(&self.rest_of_run, change)
        {
            ids.extend(changed.difference(removed).cloned());
        }
        ids
    }

    fn planned_by_others(&self) -> Vec<ObjectId> {
        self.lines_of_others().into_iter().filter(|line| !line.is_removal()).map(|line| line.id).collect()
    }

    /// What other processes plan to remove beside this one.
    pub(crate) fn removed_by_others(&self) -> Vec<ObjectId> {
        self.lines_of_others().into_iter().filter(Line::is_removal).map(|line| line.id).collect()
    }

    /// The sites that leave their parent site as other processes plan it, with the code of that site.
    pub(crate) fn departures_by_others(&self) -> Vec<(ObjectId, String)> {
        let left = |line: Line| match line.part {
            Part::Leaves(left) => Some((line.id, left)),
            _ => None,
        };
        self.lines_of_others().into_iter().filter_map(left).collect()
    }

    /// The lines of other processes. A process that planned to write the same object as this one does not count: it planned what
    /// is applied now, or an earlier run of a terraform test.
    fn lines_of_others(&self) -> Vec<Line> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if self.read_on(&mut seen).is_err() {
            *seen = Seen::default();
        }
        let Seen { own, others, .. } = &*seen;
        let again = others.iter().filter(|line| !line.is_removal() && own.contains(&line.id));
        let ended: BTreeSet<&str> = again.map(|line| line.process.as_str()).collect();
        others.iter().filter(|line| !ended.contains(line.process.as_str())).cloned().collect()
    }

    /// Reads what was written since the last time, once nobody is writing.
    fn read_on(&self, seen: &mut Seen) -> io::Result<()> {
        let mut file = own_file(OpenOptions::new().read(true), &self.path)?;
        file.lock_shared()?;
        let bytes = file.metadata()?.len();
        if !self.is_of_this_run(&first_line(&mut file)?) {
            return Err(ErrorKind::NotFound.into());
        }
        if bytes < seen.bytes {
            *seen = Seen::default();
        }
        file.seek(SeekFrom::Start(seen.bytes))?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        seen.bytes = bytes;
        let own_process = process::id().to_string();
        for line in text.lines().filter_map(Line::parse) {
            if line.process != own_process {
                seen.others.push(line);
            } else if !line.is_removal() {
                seen.own.insert(line.id);
            }
        }
        Ok(())
    }

    /// What other processes of this run plan to create, where all attributes are known.
    pub(crate) fn created_by_others(&self) -> Vec<Object> {
        let lines = self.lines_of_others().into_iter().filter(|line| line.part == Part::Created);
        lines.filter_map(|line| line.object()).collect()
    }

    /// Whether another process of this run plans to create an object.
    pub(crate) fn is_created_by_others(&self, id: &ObjectId) -> bool {
        let id = ObjectId::new(id.kind, id.key());
        self.lines_of_others().iter().any(|line| line.part == Part::Created && line.id == id)
    }

    /// Removes the file: what it lists is being applied.
    pub(crate) fn remove(&self) {
        // The next run removes what stays.
        let _ = fs::remove_file(&self.path);
    }

    fn is_of_this_run(&self, text: &str) -> bool {
        text.lines().next() == Some(self.run.as_str())
    }
}

/// The whole text of a file, once nobody is writing.
fn text_of(path: &Path) -> io::Result<String> {
    let mut file = own_file(OpenOptions::new().read(true), path)?;
    file.lock_shared()?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

fn first_line(file: &mut File) -> io::Result<String> {
    let mut start = String::new();
    file.seek(SeekFrom::Start(0))?;
    io::Read::by_ref(file).take(64).read_to_string(&mut start)?;
    Ok(start)
}

/// Stands for the run that this process belongs to; where that is not known, for this process.
pub(super) fn run_id() -> RunId {
    let run = current_run().unwrap_or_else(|| {
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        format!("{} {started:?}", process::id())
    });
    RunId(crc32fast::hash(run.as_bytes()))
}

/// A name for the run: the Terraform process that started this one. In containers that process has the same id in every run, so
/// the name has its start time too.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn current_run() -> Option<String> {
    let terraform = std::os::unix::process::parent_id();
    Some(format!("{terraform} {}", start_time_of(terraform).unwrap_or_default()))
}

#[cfg(not(unix))]
fn current_run() -> Option<String> {
    None
}
