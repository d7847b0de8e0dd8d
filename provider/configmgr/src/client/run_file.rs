//! The file in which the processes of one run tell each other what they plan.
//!
//! Terraform starts a process for each alias of the provider, and one process may end before another starts. An object that
//! one process plans must not be reported as missing by another. So each process writes the ids it plans to a file: beside the
//! file of the hierarchy, or in a private folder for a hierarchy in a database, where a role that may only read can plan. The process that applies the plan reads the file too: Terraform plans everything a second time there, and
//! warnings are not repeated. The file is removed by the first change, or by a later run.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hierarchy::{Kind, Location, ObjectId, RestOfRun, RunId};

use super::private_folder;

/// The file's name: that of the hierarchy's file, this, and the id of the Terraform process.
const SUFFIX: &str = "-planned-";

/// How long a file is kept on a system that does not show whether its process is still running.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);

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
}

/// What becomes of an object: the last part of its line.
const REMOVED: &str = "removed";
const CREATED: &str = "created";
const WRITTEN: &str = "written";

/// The start of the last part of the line of a site that leaves its parent site; the code of that site follows.
const LEAVES: &str = "leaves ";

impl RunFile {
    /// The run's file for a hierarchy. Files of earlier runs are removed.
    pub(crate) fn of(location: &Location) -> Option<Self> {
        match location {
            Location::File(path) => Self::beside(path),
            Location::Database(url) => {
                let folder = private_folder::create().ok()?;
                // All processes of a run write the same URL, and other files of the folder are those of the same user.
                Self::beside(&folder.join(format!("{:08x}", crc32fast::hash(url.to_string().as_bytes()))))
            }
        }
    }

    fn beside(hierarchy: &Path) -> Option<Self> {
        let (terraform, run) = current_run()?;
        let mut prefix = hierarchy.file_name()?.to_owned();
        prefix.push(SUFFIX);
        let prefix = prefix.to_string_lossy().into_owned();
        remove_leftovers(hierarchy.parent()?, &prefix);
        let path = hierarchy.with_file_name(format!("{prefix}{terraform}"));
        let mut file = Self { path, run, planned_earlier: BTreeSet::new(), rest_of_run: RestOfRun::Unknown };
        // What an earlier run left whose process had the same id is overwritten when this run first plans something: removed
        // here, it could be what another process of this run has just written.
        if let Ok(text) = file.read()
            && file.is_of_this_run(&text)
        {
            file.planned_earlier = file.planned_by_others().into_iter().collect();
            file.rest_of_run = RestOfRun::Known {
                changed: Arc::new(text.lines().filter_map(parse).map(|(_, id, _)| id).collect()),
                removed: Arc::new(text.lines().filter_map(parse_removal).collect()),
            };
        }
        Some(file)
    }

    /// Records that this process plans an object. A file that cannot be written is no error of the plan: at worst, another
    /// process reports as missing what is only planned here.
    pub(crate) fn record(&self, id: &ObjectId) {
        let _ = self.append(id, WRITTEN);
    }

    /// Records that this process plans to create an object, and does not remove it before.
    pub(crate) fn record_creation(&self, id: &ObjectId) {
        let _ = self.append(id, CREATED);
    }

    /// Records that this process plans to remove an object.
    pub(crate) fn record_removal(&self, id: &ObjectId) {
        let _ = self.append(id, REMOVED);
    }

    /// Records that this process plans to let a site leave its parent site.
    pub(crate) fn record_departure(&self, site: &ObjectId, left: &str) {
        let _ = self.append(site, &format!("{LEAVES}{left}"));
    }

    fn append(&self, id: &ObjectId, what: &str) -> io::Result<()> {
        let mut file = self.open()?;
        file.lock()?;
        let mut text = format!("{}\t{}\t{}\t{what}\n", process::id(), id.kind, id.key());
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

    /// Whether this run may remove the object. A process that applies a saved plan does not know what was planned.
    pub(crate) fn may_remove(&self, id: &ObjectId) -> bool {
        match &self.rest_of_run {
            RestOfRun::Known { removed, .. } => removed.contains(&ObjectId::new(id.kind, id.key())),
            RestOfRun::Nothing | RestOfRun::Unknown => true,
        }
    }

    /// Whether this run changes or removes the object; `None` where what was planned is not known, as with a saved plan.
    pub(crate) fn changes(&self, id: &ObjectId) -> Option<bool> {
        match &self.rest_of_run {
            RestOfRun::Known { changed, .. } => Some(changed.contains(&ObjectId::new(id.kind, id.key()))),
            RestOfRun::Nothing | RestOfRun::Unknown => None,
        }
    }

    /// What this run changes, as far as it was planned before this process started.
    pub(crate) fn rest_of_run(&self) -> RestOfRun {
        self.rest_of_run.clone()
    }

    /// What other processes plan to write beside this one.
    pub(crate) fn planned_by_others(&self) -> Vec<ObjectId> {
        self.lines_of_others().into_iter().filter(|(_, what)| what != REMOVED).map(|(id, _)| id).collect()
    }

    /// What other processes plan to remove beside this one.
    pub(crate) fn removed_by_others(&self) -> Vec<ObjectId> {
        self.lines_of_others().into_iter().filter(|(_, what)| what == REMOVED).map(|(id, _)| id).collect()
    }

    /// The sites that leave their parent site as other processes plan it, with the code of that site.
    pub(crate) fn departures_by_others(&self) -> Vec<(ObjectId, String)> {
        let left = |(id, what): (ObjectId, String)| Some((id, what.strip_prefix(LEAVES)?.to_owned()));
        self.lines_of_others().into_iter().filter_map(left).collect()
    }

    /// The objects in the lines of other processes, and what becomes of them. A process that planned to write the same
    /// object as this one does not count: it planned what is applied now, or an earlier run of a terraform test.
    fn lines_of_others(&self) -> Vec<(ObjectId, String)> {
        let text = self.read().unwrap_or_default();
        if !self.is_of_this_run(&text) {
            return Vec::new();
        }
        let own_process = process::id().to_string();
        let (own, others): (Vec<_>, Vec<_>) =
            text.lines().filter_map(parse).partition(|(process, ..)| *process == own_process);
        let is_written = |what: &str| what != REMOVED;
        let own: BTreeSet<&ObjectId> = own.iter().filter(|(.., what)| is_written(what)).map(|(_, id, _)| id).collect();
        let ended: BTreeSet<&str> = others
            .iter()
            .filter(|(_, id, what)| is_written(what) && own.contains(id))
            .map(|(process, ..)| *process)
            .collect();
        let running = others.iter().filter(|(process, ..)| !ended.contains(process));
        running.map(|(_, id, what)| (id.clone(), (*what).to_owned())).collect()
    }

    /// Whether another process of this run plans to create an object.
    pub(crate) fn is_created_by_others(&self, id: &ObjectId) -> bool {
        let line = (ObjectId::new(id.kind, id.key()), CREATED.to_owned());
        self.lines_of_others().contains(&line)
    }

    /// Removes the file: what it lists is being applied.
    pub(crate) fn remove(&self) {
        // The next run removes what stays.
        let _ = fs::remove_file(&self.path);
    }

    /// The whole text, once nobody is writing.
    fn read(&self) -> io::Result<String> {
        let mut file = own_file(OpenOptions::new().read(true), &self.path)?;
        file.lock_shared()?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Ok(text)
    }

    fn is_of_this_run(&self, text: &str) -> bool {
        text.lines().next() == Some(self.run.as_str())
    }
}

/// Opens a file that only this user can have written. Its name is predictable, and others may write in its folder: a link
/// would lead to a file that is then overwritten, and a pipe would wait for ever.
#[cfg(unix)]
fn own_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};

    use nix::libc::{O_NOFOLLOW, O_NONBLOCK};

    let file = options.mode(0o600).custom_flags(O_NOFOLLOW | O_NONBLOCK).open(path)?;
    let found = file.metadata()?;
    let is_own = found.is_file() && found.nlink() == 1 && found.uid() == nix::unistd::geteuid().as_raw();
    if is_own { Ok(file) } else { Err(io::Error::new(ErrorKind::InvalidInput, "not a file of this run")) }
}

#[cfg(not(unix))]
fn own_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}

/// Removes the files of runs that have ended.
fn remove_leftovers(folder: &Path, prefix: &str) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let run = name.to_str().and_then(|name| name.strip_prefix(prefix)).and_then(|run| run.parse().ok());
        if run.is_some_and(|terraform| has_ended(terraform, &entry.path())) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn has_ended(terraform: u32, file: &Path) -> bool {
    if Path::new("/proc/self").exists() {
        return !Path::new("/proc").join(terraform.to_string()).exists();
    }
    let written = fs::metadata(file).and_then(|file| file.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > MAX_AGE))
}

fn first_line(file: &mut File) -> io::Result<String> {
    let mut start = String::new();
    file.seek(SeekFrom::Start(0))?;
    io::Read::by_ref(file).take(64).read_to_string(&mut start)?;
    Ok(start)
}

fn parse_removal(line: &str) -> Option<ObjectId> {
    parse(line).and_then(|(_, id, what)| (what == REMOVED).then_some(id))
}

/// The process, the object, and what becomes of it.
fn parse(line: &str) -> Option<(&str, ObjectId, &str)> {
    let mut parts = line.split('\t');
    let (process, kind, id, what) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind)?;
    Some((process, ObjectId::new(kind, id), what))
}

/// Stands for the run that this process belongs to; where that is not known, for this process.
pub(super) fn run_id() -> RunId {
    let run = current_run().map(|(_, run)| run).unwrap_or_else(|| {
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        format!("{} {started:?}", process::id())
    });
    RunId(crc32fast::hash(run.as_bytes()))
}

/// The Terraform process that started this one, and a name for the run. In containers that process has the same id in every
/// run, so the name has its start time too.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn current_run() -> Option<(u32, String)> {
    let terraform = std::os::unix::process::parent_id();
    Some((terraform, format!("{terraform} {}", start_time_of(terraform).unwrap_or_default())))
}

/// When a process started, on systems that show it as Linux does: the 22nd field of its status.
#[cfg(unix)]
fn start_time_of(process: u32) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is a name in brackets that may hold anything.
    let (_, from_third) = status.rsplit_once(')')?;
    from_third.split_whitespace().nth(19).map(str::to_owned)
}

#[cfg(not(unix))]
fn current_run() -> Option<(u32, String)> {
    None
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    type Trap = (&'static str, fn(path: &Path, others: &Path));

    const TRAPS: [Trap; 4] = [
        ("a link", |path, others| symlink(others, path).unwrap()),
        ("a link to nothing", |path, others| symlink(others.with_extension("new"), path).unwrap()),
        ("another name of a file", |path, others| fs::hard_link(others, path).unwrap()),
        ("a pipe", |path, _| {
            let made = process::Command::new("mkfifo").arg(path).status().unwrap();
            assert!(made.success());
        }),
    ];

    #[test]
    fn what_others_put_in_its_place_is_neither_read_nor_written() {
        for (name, trap) in TRAPS {
            let folder = tempfile::tempdir().unwrap();
            let others = folder.path().join("others");
            fs::write(&others, "important").unwrap();
            let file = RunFile::beside(&folder.path().join("hierarchy.db")).unwrap();
            trap(&file.path, &others);
            let site = ObjectId::new(Kind::Site, "PS1");
            assert!(file.append(&site, WRITTEN).is_err(), "{name}");
            assert!(file.read().is_err(), "{name}");
            assert_eq!(fs::read_to_string(&others).unwrap(), "important", "{name}");
            assert!(!others.with_extension("new").exists(), "{name}");
            file.remove();
            file.append(&site, WRITTEN).unwrap();
            assert_eq!(fs::metadata(&file.path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }
    }
}
