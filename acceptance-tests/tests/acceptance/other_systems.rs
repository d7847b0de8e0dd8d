//! What other systems than Linux do differently.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use acceptance_tests::binaries::repository;
use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

use crate::support::primary_with_sup;

/// The provider listens on TCP where it finds no folder for a socket, as where there are no Unix sockets.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hierarchy_is_installed_over_tcp() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&primary_with_sup())?;
        let folder =
            workspace.with_variable("PLUGIN_UNIX_SOCKET_DIR", "/dev/null").with_variable("TF_LOG_PROVIDER", "debug");
        let applied = folder.apply(&[])?;
        let launches: Vec<&str> =
            applied.stderr.lines().filter(|line| line.contains("handshake line written")).collect();
        let encrypted = |line: &&str| line.contains("address=127.0.0.1:") && line.contains("tls=true");
        ensure!(!launches.is_empty() && launches.iter().all(encrypted), "{}", applied.transcript());
        folder.expect_no_changes()?;
        folder.destroy(&[])?;
        folder.expect_empty_hierarchy()
    })
}

/// Files below a folder that have code for systems other than Unix.
fn find(folder: &Path, found: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("target") {
            find(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && fs::read_to_string(&path)?.contains("#[cfg(not(unix))]")
        {
            found.insert(path.strip_prefix(repository().join("provider"))?.display().to_string());
        }
    }
    Ok(())
}

#[test]
fn the_code_that_no_test_runs_is_listed() -> Result<()> {
    let architecture = fs::read_to_string(repository().join("provider/ARCHITECTURE.md"))?;
    let section = architecture.split("\n## ").find(|section| section.starts_with("Systems\n")).unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed: BTreeSet<String> = rows.map(|(file, _)| file.to_owned()).collect();
    let mut found = BTreeSet::new();
    find(&repository().join("provider"), &mut found)?;
    assert_eq!(listed, found);
    Ok(())
}
