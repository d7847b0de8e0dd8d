//! Many objects at once: none is lost, and nothing is left lying about.

use std::fs;

use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

fn hundred_with(parallelism: &str) -> Result<()> {
    in_workspace(|workspace| {
        let temporary = workspace.root().join("tmp");
        fs::create_dir(&temporary)?;
        let workspace = workspace.with_variable("TMPDIR", temporary.to_string_lossy());

        workspace.start(&crate::support::replicas(100))?;
        workspace.apply(&[parallelism])?;
        workspace.expect_no_changes()?;
        let tree = workspace.supctl(&["tree", "--json"])?.success()?.stdout;
        for number in 0..100 {
            ensure!(tree.contains(&format!("\"sup-{number}.contoso.com\"")), "sup-{number} is missing:\n{tree}");
        }

        workspace.destroy(&[parallelism])?;
        workspace.expect_empty_hierarchy()?;
        let left: Vec<_> = fs::read_dir(&temporary)?.map(|entry| entry.unwrap().file_name()).collect();
        ensure!(left.is_empty(), "left in the temporary folder: {left:?}");
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
