//! The files in which the processes of a run tell each other what they plan: none stays behind a run that was killed.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use acceptance_tests::workspace::{Workspace, on_each_store};
use anyhow::{Context as _, Result, ensure};
use test_postgres::{Server, new_name};

use crate::support::PRIMARY;

/// The files of runs below a folder.
fn files_of_runs(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.contains("-planned-") {
            found.push(name);
        } else if entry.file_type()?.is_dir() && name != "mirror" {
            found.extend(files_of_runs(&entry.path())?);
        }
    }
    Ok(found)
}

/// Kills an apply that has planned, and waits for its approval.
fn kill_after_plan(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.command(&["apply"]);
    let command = command.env("TF_INPUT", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut terraform = command.spawn()?;
    let output = BufReader::new(terraform.stdout.take().context("piped")?);
    let is_planned = output.lines().map_while(Result::ok).any(|line| line.starts_with("Plan: "));
    terraform.kill()?;
    terraform.wait()?;
    ensure!(is_planned, "nothing was planned");
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_file_of_a_killed_run_is_removed_by_the_next_one() -> Result<()> {
    on_each_store(|workspace| {
        let temporary = workspace.root().join("tmp");
        fs::create_dir(&temporary)?;
        let workspace = workspace
            .with_variable("TMPDIR", temporary.to_string_lossy())
            // The private folder is below the temporary one, where there is no folder of the session.
            .with_variable("XDG_RUNTIME_DIR", "");
        workspace.start(PRIMARY)?;
        kill_after_plan(&workspace)?;
        assert_eq!(files_of_runs(workspace.root())?.len(), 1, "it was killed before it could remove its file");
        // Also a run on another hierarchy of a database.
        let next = if workspace.is_in_database() {
            workspace.at_url(&Server::shared().url(&format!("hierarchy={}", new_name())))
        } else {
            workspace.clone()
        };
        next.apply(&[])?;
        next.expect_no_changes()?;
        assert_eq!(files_of_runs(workspace.root())?, [""; 0]);
        Ok(())
    })
}
