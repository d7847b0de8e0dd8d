//! Who is writing: Linux shows the locks on files. Other systems do not, so there it is another process.

use std::path::Path;

/// The byte of the shared memory of the write-ahead log that a writer locks ("WAL-mode File Format", locks).
const WRITE_LOCK: &str = "120";

/// The program that is writing, with its process number; `None` if that is not known.
pub(super) fn holder(path: &Path) -> Option<String> {
    let id = process(path)?;
    let program = std::fs::read_link(format!("/proc/{id}/exe")).ok();
    let program = program.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    Some(program.map_or_else(|| format!("process {id}"), |program| format!("{program} (process {id})")))
}

#[cfg(target_os = "linux")]
fn process(path: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    let mut shared = path.as_os_str().to_owned();
    shared.push("-shm");
    let inode = std::fs::metadata(shared).ok()?.ino().to_string();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| {
        // NUMBER: KIND ADVISORY WRITE PROCESS MAJOR:MINOR:INODE FIRST LAST
        let [.., mode, process, file, first, _] = line.split_whitespace().collect::<Vec<_>>()[..] else { return None };
        let is_writer = mode == "WRITE" && first == WRITE_LOCK && file.rsplit(':').next() == Some(&inode);
        process.parse().ok().filter(|_| is_writer)
    })
}

#[cfg(not(target_os = "linux"))]
fn process(_path: &Path) -> Option<u32> {
    None
}
