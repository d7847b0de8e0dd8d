//! Where the hierarchy is: paths that mean a file and nothing else, and files that cannot be reached.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use acceptance_tests::permissions::held_to_permissions;
use acceptance_tests::run::Run;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};

use crate::support::{self, PRIMARY, assert_refusal};

/// What SQLite could take for a URI or for no file at all, and what shells and URLs read in their own way.
const ODD_NAMES: [&str; 8] = [
    "file:x.db",
    "file::memory:?cache=shared",
    "./:memory:",
    "~x.db",
    "file:x.db?mode=memory",
    "a?b#c%20d.db",
    "a b.db",
    "a\\nb.db",
];

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_path_is_a_file_whatever_its_name() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        for name in ODD_NAMES {
            workspace.configure(&format!("{}{PRIMARY}", support::provider(name)))?;
            workspace.apply(&[]).context(name)?;
            workspace.expect_no_changes().context(name)?;
            let file = name.replace("\\n", "\n");
            let tree = workspace.supctl(&["tree", "--path", &file])?.success().context(name)?;
            ensure!(tree.stdout.contains("PRI"), "{name}: {}", tree.stdout);
            workspace.destroy(&[]).context(name)?;
        }
        Ok(())
    })
}

/// What is not a file of that name to SQLite, or to a shell.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_path_that_means_no_file_is_refused() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        for (name, path) in [("in_memory", ":memory:"), ("a_home_folder", "~/x.db")] {
            workspace.configure(&format!("{}{PRIMARY}", support::provider(path)))?;
            assert_refusal(&format!("path_{name}"), &workspace.terraform(&["plan"])?.expect_code(1)?);
            workspace.configure(PRIMARY)?;
            let by_variable = workspace.with_variable("CONFIGMGR_PATH", path);
            by_variable.terraform(&["plan"])?.expect_code(1).context(path)?;
            by_variable.supctl(&["tree"])?.expect_code(1).context(path)?;
            ensure!(!workspace.folder().join(path).exists(), "{path} was created");
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn variables_that_are_not_utf_8_are_read_or_refused() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        let name = OsStr::from_bytes(b"../not-\xff-utf-8.db");
        let apply = ["apply", "-auto-approve"];
        Run::of(workspace.command(&apply).env("CONFIGMGR_PATH", name))?.success()?;
        ensure!(workspace.folder().join(name).exists() && !workspace.hierarchy().exists(), "the file has another name");
        let tree = Run::of(workspace.supctl_command(&["tree"]).env("CONFIGMGR_PATH", name))?.success()?;
        ensure!(tree.stdout.contains("PRI"), "{}", tree.stdout);
        let actor = OsStr::from_bytes(b"b\xffb");
        assert_refusal(
            "an_actor_that_is_not_utf_8",
            &Run::of(workspace.command(&["plan"]).env("CONFIGMGR_ACTOR", actor))?.expect_code(1)?,
        );
        Ok(())
    })
}

/// How a file comes to be out of reach, and how that is undone, given the folder that holds it.
type Obstacle = (&'static str, fn(&Path) -> Result<()>, fn(&Path) -> Result<()>);

const OBSTACLES: [Obstacle; 3] = [
    (
        "a_folder_without_permission",
        |folder| Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o000))?),
        |folder| Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?),
    ),
    (
        "a_loop_of_links",
        |folder| {
            fs::rename(folder, folder.with_extension("away"))?;
            Ok(symlink(folder, folder)?)
        },
        |folder| {
            fs::remove_file(folder)?;
            Ok(fs::rename(folder.with_extension("away"), folder)?)
        },
    ),
    (
        "a_file_in_place_of_the_folder",
        |folder| {
            fs::rename(folder, folder.with_extension("away"))?;
            Ok(fs::write(folder, "")?)
        },
        |folder| {
            fs::remove_file(folder)?;
            Ok(fs::rename(folder.with_extension("away"), folder)?)
        },
    ),
];

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hierarchy_out_of_reach_is_not_an_absent_one() -> Result<()> {
    in_workspace(|workspace| {
        let (path, folder) = ("../store/hierarchy.db", workspace.folder().with_file_name("store"));
        workspace.start(&format!("{}{PRIMARY}", support::provider(path)))?;
        workspace.apply(&[])?;
        workspace.plan(&[])?;
        workspace.write("plan.json", &workspace.terraform(&["show", "-json", "tfplan"])?.success()?.stdout)?;
        for (name, put, remove) in OBSTACLES {
            put(&folder)?;
            let runs = refused_runs(workspace, path);
            remove(&folder)?;
            assert_refusal(name, runs.context(name)?.first().context(name)?);
            workspace.expect_no_changes().context(name)?;
        }
        let too_long = format!("../{}.db", "x".repeat(260));
        workspace.configure(&format!("{}{PRIMARY}", support::provider(&too_long)))?;
        assert_refusal("a_name_that_is_too_long", refused_runs(workspace, &too_long)?.first().context("no run")?);
        workspace.configure(&format!("{}{PRIMARY}", support::provider(path)))?;
        workspace.expect_no_changes()
    })
}

/// What takes an absent hierarchy for an empty one, each refused: the state stays as it is.
fn refused_runs(workspace: &Workspace, path: &str) -> Result<Vec<Run>> {
    let before = workspace.state()?;
    let mut runs = Vec::new();
    for arguments in [
        &["plan"][..],
        &["plan", "-refresh-only"],
        &["apply", "-refresh-only", "-auto-approve"],
        &["destroy", "-auto-approve"],
    ] {
        let mut command = held_to_permissions(workspace.command(arguments));
        runs.push(Run::of(&mut command)?.expect_code(1).with_context(|| arguments.join(" "))?);
    }
    for arguments in [&["tree"][..], &["check", "--plan", "plan.json"]] {
        let arguments = [arguments, &["--path", path]].concat();
        let mut command = held_to_permissions(workspace.supctl_command(&arguments));
        Run::of(&mut command)?.expect_code(1).with_context(|| arguments.join(" "))?;
    }
    ensure!(workspace.state()? == before, "the state has changed");
    Ok(runs)
}
