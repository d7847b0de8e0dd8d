//! The files of runs that have ended.

use std::fs;
use std::path::Path;
use std::time::Duration;

/// How long a file is kept on a system that does not show whether its process is still running.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes them. `run_of` finds the run in the name of a file; `None` for another file.
pub(super) fn remove(folder: &Path, run_of: impl Fn(&str) -> Option<&str>) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let run = name.to_str().and_then(&run_of);
        if run.is_some_and(|run| has_ended(run, &entry.path())) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn has_ended(run: &str, file: &Path) -> bool {
    let (terraform, start) = run.split_once('-').unwrap_or((run, ""));
    if Path::new("/proc/self").exists() {
        return terraform.parse().ok().and_then(start_time_of).is_none_or(|started| started != start);
    }
    let written = fs::metadata(file).and_then(|file| file.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > MAX_AGE))
}

/// When a process started, on systems that show it as Linux does: the 22nd field of its status.
pub(super) fn start_time_of(process: u32) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is a name in brackets that may hold anything.
    let (_, from_third) = status.rsplit_once(')')?;
    from_third.split_whitespace().nth(19).map(str::to_owned)
}
