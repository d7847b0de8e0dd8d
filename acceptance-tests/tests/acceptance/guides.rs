//! The configurations in the guides are applied.

use std::fs;

use acceptance_tests::binaries::repository;
use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

/// The Terraform blocks of a guide, in their order.
fn configurations(guide: &str) -> Result<Vec<String>> {
    let page = fs::read_to_string(repository().join("docs/guides").join(guide))?;
    let blocks = page.split("```terraform\n").skip(1);
    Ok(blocks.filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_central_administration_site_is_added_and_removed() -> Result<()> {
    let guide = configurations("central-administration-site.md")?;
    let [stand_alone, central, child, removed] = guide.as_slice() else {
        anyhow::bail!("the guide has {} configurations", guide.len());
    };
    for parallelism in ["-parallelism=1", "-parallelism=10"] {
        in_workspace(|workspace| {
            workspace.start(stand_alone)?;
            workspace.apply(&[parallelism])?;

            workspace.configure(&[central.as_str(), child].concat())?;
            let expanded = workspace.apply(&[parallelism])?.stdout;
            ensure!(expanded.contains("3 added, 3 changed, 0 destroyed"), "{expanded}");
            let warnings = expanded.matches("Warning: ").count();
            ensure!(warnings == 1 && expanded.contains("(V29)"), "{expanded}");
            workspace.expect_no_changes()?;

            workspace.configure(&[stand_alone.as_str(), removed].concat())?;
            workspace.apply(&[parallelism])?;
            workspace.expect_no_changes()?;
            workspace.configure(stand_alone)?;
            workspace.expect_no_changes()?;
            workspace.destroy(&[])?;
            workspace.expect_empty_hierarchy()
        })?;
    }
    Ok(())
}
