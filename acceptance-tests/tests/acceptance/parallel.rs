//! Many objects in parallel: none is lost, and no temporary files remain.

use std::fs;

use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

use crate::support;

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
    in_workspace(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.apply(&[])?;
        let folders = ["one", "two"].map(|name| (name, workspace.beside(name)));
        std::thread::scope(|scope| {
            let applies = folders.map(|(name, folder)| {
                scope.spawn(move || {
                    let folder = folder?;
                    folder.start(&format!(
                        "resource \"configmgr_sup_role\" \"replica\" {{\n  count = 40\n  site_code = \"PRI\"\n  server_fqdn = \"{name}-${{count.index}}.contoso.com\"\n  upstream_sup_id = \"PRI/sup-first.contoso.com\"\n}}\n"
                    ))?;
                    folder.apply(&[])?;
                    folder.expect_no_changes()
                })
            });
            applies.map(|apply| apply.join().unwrap()).into_iter().collect::<Result<Vec<()>>>()
        })?;
        workspace.expect_no_changes()
    })
}
