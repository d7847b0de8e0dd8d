//! The file of a hierarchy.

use std::path::Path;

use super::{Examined, Subject};

/// Examines who may use the file, and who does.
pub(super) fn examine(path: &Path) -> [Examined; 2] {
    [permissions(path), connections(path)]
}

#[cfg(unix)]
fn permissions(path: &Path) -> Examined {
    use std::os::unix::fs::PermissionsExt as _;
    let subject = Subject::Permissions;
    let mode = match std::fs::metadata(path) {
        Ok(file) => file.permissions().mode() & 0o777,
        Err(error) => return Examined::skipped(subject, format!("the file cannot be examined: {error}")),
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let may_write = |path: &Path| nix::unistd::access(path, nix::unistd::AccessFlags::W_OK).is_ok();
    if !may_write(path) || !may_write(folder) {
        return Examined::warning(
            subject,
            "this user can read the hierarchy and not write it",
            "To write, the file and its folder must be writable. To share them with a group, run as their owner:\n\n  \
             chgrp GROUP FOLDER FILE && chmod 2770 FOLDER && chmod 660 FILE",
        );
    }
    if mode & 0o007 != 0 {
        return Examined::warning(
            subject,
            format!("everybody on this machine has access to the file (mode {mode:04o})"),
            format!("Take it away:\n\n  chmod o= '{}'", path.display()),
        );
    }
    let who = if mode & 0o070 == 0 { "this user alone has" } else { "its user and its group have" };
    Examined::ok(subject, format!("{who} access to the file (mode {mode:04o})"))
}

#[cfg(not(unix))]
fn permissions(_path: &Path) -> Examined {
    Examined::skipped(Subject::Permissions, "not examined on this system")
}

/// The programs that have the file open, on a system that shows it as Linux does.
fn connections(path: &Path) -> Examined {
    let subject = Subject::Connections;
    let (Ok(file), Ok(processes)) = (path.canonicalize(), std::fs::read_dir("/proc")) else {
        return Examined::skipped(subject, "this system does not show which programs have the file open");
    };
    let own = std::process::id();
    let ids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut programs: Vec<String> = Vec::new();
    for id in ids.filter(|id| *id != own) {
        let open = std::fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().flatten();
        if open.filter_map(|link| std::fs::read_link(link.path()).ok()).any(|target| target == file) {
            let name = std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
            programs.push(format!("{} (process {id})", name.trim()));
        }
    }
    let finding = match programs.as_slice() {
        [] => "no other program of this user has the file open".to_owned(),
        programs => format!("the file is open in {}", programs.join(", ")),
    };
    Examined::ok(subject, finding)
}
