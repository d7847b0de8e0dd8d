//! Many objects in parallel: none is lost, and no temporary files remain.

use std::fs;
use std::thread;

use acceptance_tests::workspace::{in_database, in_workspace, on_each_store};
use anyhow::{Result, ensure};

use crate::support;

/// Does all of the work at once, each part in a thread of its own.
pub(crate) fn at_once<T: Send>(work: impl IntoIterator<Item = impl FnOnce() -> Result<T> + Send>) -> Result<Vec<T>> {
    thread::scope(|scope| {
        let threads: Vec<_> = work.into_iter().map(|part| scope.spawn(part)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn ten_runs_at_once_in_a_new_database() -> Result<()> {
    in_database(|workspace| {
        at_once((0..10).map(|run| {
            move || {
                let folder = workspace.beside(&format!("run-{run}"))?;
                folder.start(&format!(
                    "resource \"configmgr_account\" \"one\" {{\n  count = 5\n  user_name = \"CONTOSO\\\\run{run}-${{count.index}}\"\n}}\n"
                ))?;
                folder.apply(&[])?;
                folder.expect_no_changes()
            }
        }))?;
        let history = workspace.supctl(&["history", "--json", "--limit", "1000"])?.success()?.json()?;
        let revisions = history["changes"].as_array().unwrap().iter().map(|change| change["revision"].as_u64());
        assert_eq!(revisions.collect::<Vec<_>>(), (1..=50).map(Some).collect::<Vec<_>>(), "the history is one line");
        Ok(())
    })
}

fn hundred_with(parallelism: &str) -> Result<()> {
    in_workspace(|workspace| {
        let temporary = workspace.root().join("tmp");
        fs::create_dir(&temporary)?;
        let workspace = workspace.with_variable("TMPDIR", temporary.to_string_lossy());

        workspace.start(&support::replicas(100))?;
        workspace.apply(&[parallelism])?;
        workspace.expect_no_changes()?;
        let tree = workspace.supctl(&["tree", "--json"])?.success()?.stdout;
        for number in 0..100 {
            ensure!(tree.contains(&format!("\"sup-{number}.contoso.com\"")), "sup-{number} is missing:\n{tree}");
        }

        workspace.destroy(&[parallelism])?;
        workspace.expect_empty_hierarchy()?;
        let left: Vec<_> = fs::read_dir(&temporary)?.map(|entry| entry.unwrap().file_name()).collect();
        ensure!(left.is_empty(), "files remain in the temporary folder: {left:?}");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hundred_roles_ten_at_a_time() -> Result<()> {
    hundred_with("-parallelism=10")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hundred_roles_thirty_at_a_time() -> Result<()> {
    hundred_with("-parallelism=30")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn two_applies_in_parallel() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.apply(&[])?;
        at_once(["one", "two"].map(|name| {
            move || {
                let folder = workspace.beside(name)?;
                folder.start(&format!(
                    "resource \"configmgr_sup_role\" \"replica\" {{\n  count = 40\n  site_code = \"PRI\"\n  server_fqdn = \"{name}-${{count.index}}.contoso.com\"\n  upstream_sup_id = \"PRI/sup-first.contoso.com\"\n}}\n"
                ))?;
                folder.apply(&[])?;
                folder.expect_no_changes()
            }
        }))?;
        workspace.expect_no_changes()
    })
}
