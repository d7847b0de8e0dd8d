//! Who may use a hierarchy: its user, and a group that shares its folder.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use acceptance_tests::run::{Run, through};
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context as _, Result, ensure};

/// A group that shares a folder, and three users, of whom the last is not in the group.
const GROUP: u32 = 4000;
const ALICE: (u32, u32) = (4001, GROUP);
const BOB: (u32, u32) = (4002, GROUP);
const EVE: (u32, u32) = (4003, 4003);

/// A copy of the console outside of the folder that it was built in, which others may not see.
///
/// Another program copies it. A thread of this one that starts a program at the same time would hand on the open file, and a file
/// that is open for writing cannot be started.
fn console_for_all(workspace: &Workspace) -> Result<PathBuf> {
    let copy = workspace.root().join("supctl");
    if !copy.exists() {
        Run::of(Command::new("cp").arg(workspace.supctl_command(&[]).get_program()).arg(&copy))?.success()?;
    }
    Ok(copy)
}

/// Runs the console as a user with a umask.
fn supctl_as((user, group): (u32, u32), umask: &str, workspace: &Workspace, arguments: &[&str]) -> Result<Run> {
    let mut command = Command::new(console_for_all(workspace)?);
    command.args(arguments).current_dir(workspace.root()).env("CONFIGMGR_ACTOR", user.to_string());
    let [user, own_group, group] = [user, user, group].map(|id| id.to_string());
    let umask = format!("umask {umask}; exec \"$@\"");
    let launcher = ["setpriv", "--reuid", &user, "--regid", &own_group, "--groups", &group, "sh", "-c", &umask, "sh"];
    Run::of(&mut through(&launcher, &command))
}

#[test]
#[cfg_attr(not(other_users), ignore = "only root can run programs as other users")]
fn a_group_shares_a_hierarchy_in_its_folder() -> Result<()> {
    in_workspace(|workspace| {
        fs::set_permissions(workspace.root(), Permissions::from_mode(0o755))?;
        for umask in ["022", "077", "000"] {
            let shared = workspace.root().join(format!("shared-{umask}"));
            fs::create_dir(&shared)?;
            chown(&shared, Some(ALICE.0), Some(GROUP))?;
            fs::set_permissions(&shared, Permissions::from_mode(0o2770))?;
            let path = shared.join("new/hierarchy.db").display().to_string();
            let run = |user, command: &[&str]| {
                supctl_as(user, umask, workspace, &[&["--path", &path], command].concat()).context(umask)
            };
            run(ALICE, &["init"])?.success()?;
            run(BOB, &["clock", "advance", "1h"])?.success()?;
            run(ALICE, &["clock", "advance", "1h"])?.success()?;
            run(BOB, &["doctor"])?.success()?;
            for command in [&["tree"][..], &["clock", "advance", "1h"]] {
                let refused = run(EVE, command)?.expect_code(1)?;
                ensure!(refused.stderr.contains("Permission denied"), "{}", refused.transcript());
            }
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(other_users), ignore = "only root can run programs as other users")]
fn others_cannot_read_a_hierarchy_in_a_folder_that_they_can_read() -> Result<()> {
    in_workspace(|workspace| {
        let mode = |path: &Path| fs::metadata(path).map(|found| found.permissions().mode() & 0o7777);
        fs::set_permissions(workspace.root(), Permissions::from_mode(0o755))?;
        let open = workspace.root().join("open");
        fs::create_dir(&open)?;
        chown(&open, Some(ALICE.0), Some(ALICE.0))?;
        let path = open.join("hierarchy.db");
        let run = |user, command: &[&str]| {
            supctl_as(user, "000", workspace, &[&["--path", "open/hierarchy.db"], command].concat())
        };
        run(ALICE, &["init"])?.success()?;
        assert_eq!(mode(&path)?, 0o600);
        run(ALICE, &["backup", "open/backup.db"])?.success()?;
        assert_eq!(mode(&open.join("backup.db"))?, 0o600);
        for user in [BOB, EVE] {
            let refused = run(user, &["tree"])?.expect_code(1)?;
            ensure!(refused.stderr.contains("Permission denied"), "{}", refused.transcript());
        }
        Ok(())
    })
}
