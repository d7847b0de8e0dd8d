//! What other processes of this run plan.
//!
//! Terraform starts a process for each alias of the provider, and one may be gone before another begins. What one plans, the
//! others must not call missing: so each writes what it plans beside the hierarchy, in a file of the run. It also tells the
//! process that applies what was planned: Terraform plans everything once more there, and nothing need be said twice. The
//! file goes when a change is made, or when another run comes along.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process;

use hierarchy::{Kind, ObjectId};

/// What the file is called, after the name of the hierarchy's.
const SUFFIX: &str = "-planned";

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
        let mut path = hierarchy.as_os_str().to_owned();
        path.push(SUFFIX);
        let mut companions = Self { path: path.into(), run: run()?, earlier: BTreeSet::new() };
        match companions.read() {
            Ok(text) if companions.is_of_this_run(&text) => {
                companions.earlier = companions.plans().into_iter().collect()
            }
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
fn run() -> Option<String> {
    let terraform = std::os::unix::process::parent_id();
    Some(format!("{terraform} {}", beginning_of(terraform).unwrap_or_default()))
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
fn run() -> Option<String> {
    None
}
