//! What other processes of this run plan.
//!
//! Terraform starts a process for each alias of the provider, and one may be gone before another begins. What one plans, the
//! others must not call missing: so each writes what it plans beside the hierarchy, in a file of the run. It also tells the
//! process that applies what was planned: Terraform plans everything once more there, and nothing need be said twice. The
//! file goes when a change is made, or when a later run comes along.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

use hierarchy::{Kind, ObjectId};

/// What the file is called, after the name of the hierarchy's and before the number of the process that runs.
const SUFFIX: &str = "-planned-";

/// How long a file stays where the system does not tell whether its run goes on.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The file of a run.
#[derive(Debug)]
pub(crate) struct Companions {
    path: PathBuf,
    run: String,
    /// What was planned in this run before this process began.
    earlier: BTreeSet<ObjectId>,
}

impl Companions {
    /// Those that work on the same hierarchy. What an earlier run left is removed.
    pub(crate) fn on(hierarchy: &Path) -> Option<Self> {
        let (terraform, run) = run()?;
        let mut prefix = hierarchy.file_name()?.to_owned();
        prefix.push(SUFFIX);
        let prefix = prefix.to_string_lossy().into_owned();
        tidy_up(hierarchy.parent()?, &prefix);
        let path = hierarchy.with_file_name(format!("{prefix}{terraform}"));
        let mut companions = Self { path, run, earlier: BTreeSet::new() };
        match companions.read() {
            Ok(text) if companions.is_of_this_run(&text) => {
                companions.earlier = companions.plans().into_iter().collect()
            }
            // Of a run whose process had the same number.
            Ok(_) => companions.disperse(),
            Err(_) => {}
        }
        Some(companions)
    }

    /// Tells the others that an object is planned. Where nothing can be written, they do without.
    pub(crate) fn tell(&self, id: &ObjectId) {
        // Not an error of the plan: another process may at most call missing what is only planned here.
        let _ = self.append(id);
    }

    fn append(&self, id: &ObjectId) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&self.path)?;
        file.lock()?;
        if !self.is_of_this_run(&first_line(&mut file)?) {
            file.set_len(0)?;
            writeln!(file, "{}", self.run)?;
        }
        writeln!(file, "{}\t{}\t{}", process::id(), id.kind, id.key())
    }

    /// Whether the object was planned before, by a process of this run that is gone by now.
    pub(crate) fn have_planned(&self, id: &ObjectId) -> bool {
        self.earlier.contains(&ObjectId::new(id.kind, id.key()))
    }

    /// What the others plan beside this process. One that planned what this one plans is none of them: it planned what is
    /// applied now, or an earlier run of a terraform test.
    pub(crate) fn plans(&self) -> Vec<ObjectId> {
        let text = self.read().unwrap_or_default();
        if !self.is_of_this_run(&text) {
            return Vec::new();
        }
        let own = process::id().to_string();
        let (ours, theirs): (Vec<_>, Vec<_>) =
            text.lines().filter_map(planned).partition(|(process, _)| *process == own);
        let ours: BTreeSet<ObjectId> = ours.into_iter().map(|(_, id)| id).collect();
        let past: BTreeSet<&str> =
            theirs.iter().filter(|(_, id)| ours.contains(id)).map(|(process, _)| *process).collect();
        theirs.into_iter().filter(|(process, _)| !past.contains(process)).map(|(_, id)| id).collect()
    }

    /// Forgets the plans: they are being carried out.
    pub(crate) fn disperse(&self) {
        // What stays is removed by the next run.
        let _ = fs::remove_file(&self.path);
    }

    fn read(&self) -> io::Result<String> {
        fs::read_to_string(&self.path)
    }

    fn is_of_this_run(&self, text: &str) -> bool {
        text.lines().next() == Some(self.run.as_str())
    }
}

/// Removes what runs left that are over.
fn tidy_up(folder: &Path, prefix: &str) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let run = name.to_str().and_then(|name| name.strip_prefix(prefix)).and_then(|run| run.parse().ok());
        if run.is_some_and(|terraform| is_over(terraform, &entry.path())) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_over(terraform: u32, file: &Path) -> bool {
    if Path::new("/proc/self").exists() {
        return !Path::new("/proc").join(terraform.to_string()).exists();
    }
    let written = fs::metadata(file).and_then(|file| file.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > A_DAY))
}

fn first_line(file: &mut File) -> io::Result<String> {
    let mut beginning = String::new();
    file.seek(SeekFrom::Start(0))?;
    io::Read::by_ref(file).take(64).read_to_string(&mut beginning)?;
    Ok(beginning)
}

/// Which process planned which object.
fn planned(line: &str) -> Option<(&str, ObjectId)> {
    let mut parts = line.split('\t');
    let (process, kind, id) = (parts.next()?, parts.next()?, parts.next()?);
    let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind)?;
    Some((process, ObjectId::new(kind, id)))
}

/// What the processes of a run share: the one that started them. In containers it has the same number run after run, so
/// the moment it began is part of its name.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn run() -> Option<(u32, String)> {
    let terraform = std::os::unix::process::parent_id();
    Some((terraform, format!("{terraform} {}", beginning_of(terraform).unwrap_or_default())))
}

/// When a process began, where the system shows it as Linux does: the 22nd field of its status.
#[cfg(unix)]
fn beginning_of(process: u32) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is a name in brackets that may hold anything.
    let (_, from_third) = status.rsplit_once(')')?;
    from_third.split_whitespace().nth(19).map(str::to_owned)
}

#[cfg(not(unix))]
fn run() -> Option<(u32, String)> {
    None
}
