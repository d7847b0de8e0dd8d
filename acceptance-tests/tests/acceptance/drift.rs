//! Drift: a change made outside this configuration shows in the plan, on exactly the attribute that changed.

use crate::attributes::{self, Value};
use crate::support::{self, change_as_bob};
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};

fn every_attribute_of(resource: &str) -> Result<()> {
    let attributes = attributes::of(resource);
    in_workspace(|workspace| {
        workspace.start(&attributes::configuration(&attributes, Value::Unset))?;
        workspace.apply(&[])?;
        change_as_bob(workspace, &attributes::configuration(&attributes, Value::Set))?;

        let plan = workspace.plan(&[])?;
        assert_eq!(plan.changed_paths(), attributes::changes(&attributes));

        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn drift_of_a_site() -> Result<()> {
    // A version cannot be lowered, so the change cannot be reverted, and the test ends with the plan.
    let attributes = attributes::of("configmgr_site");
    in_workspace(|workspace| {
        workspace.start(&attributes::configuration(&attributes, Value::Unset))?;
        workspace.apply(&[])?;
        change_as_bob(workspace, &attributes::configuration(&attributes, Value::Set))?;
        let run = workspace.terraform(&["plan", "-detailed-exitcode"])?;
        ensure!(run.code != Some(0), "the plan must report the raised version:\n{}", run.transcript());
        ensure!(run.text().contains("2409"), "the plan must contain the version:\n{}", run.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn drift_of_a_site_system() -> Result<()> {
    every_attribute_of("configmgr_site_system")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn drift_of_a_sup_role() -> Result<()> {
    every_attribute_of("configmgr_sup_role")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn drift_of_sync_settings() -> Result<()> {
    every_attribute_of("configmgr_sync_settings")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn drift_of_an_account() -> Result<()> {
    every_attribute_of("configmgr_account")
}

/// Removes all objects as another user.
fn remove_as_bob(workspace: &Workspace, configuration: &str) -> Result<()> {
    change_as_bob(workspace, configuration)?.destroy(&[]).map(drop)
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn removed_objects_are_created_again() -> Result<()> {
    in_workspace(|workspace| {
        let configuration = support::primary_with_sup();
        workspace.start(&configuration)?;
        workspace.apply(&[])?;
        remove_as_bob(workspace, &configuration)?;
        let actions = workspace.plan(&[])?.actions();
        assert_eq!(actions.values().collect::<Vec<_>>(), ["create", "create"]);
        // The site code can be used again, because the hierarchy of the removed site no longer exists.
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn removed_objects_can_be_destroyed() -> Result<()> {
    in_workspace(|workspace| {
        let configuration = support::primary_with_sup();
        workspace.start(&configuration)?;
        workspace.apply(&[])?;
        remove_as_bob(workspace, &configuration)?;
        workspace.destroy(&["-refresh=false"])?;
        assert!(workspace.state()?.is_empty());
        Ok(())
    })
}
