//! What somebody changes behind Terraform's back shows as a change of exactly that attribute.

use crate::attributes::{self, Value};
use crate::support::{self, change_behind_the_back};
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};

fn every_attribute_of(resource: &str) -> Result<()> {
    let attributes = attributes::of(resource);
    in_workspace(|workspace| {
        workspace.start(&attributes::configuration(&attributes, Value::Unset))?;
        workspace.apply(&[])?;
        change_behind_the_back(workspace, &attributes::configuration(&attributes, Value::Set))?;

        let plan = workspace.plan(&[])?;
        assert_eq!(plan.changed_paths(), attributes::changes(&attributes));

        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn of_a_site() -> Result<()> {
    // A version only rises, so what somebody raised cannot be taken back: the plan is as far as this goes.
    let attributes = attributes::of("configmgr_site");
    in_workspace(|workspace| {
        workspace.start(&attributes::configuration(&attributes, Value::Unset))?;
        workspace.apply(&[])?;
        change_behind_the_back(workspace, &attributes::configuration(&attributes, Value::Set))?;
        let run = workspace.terraform(&["plan", "-detailed-exitcode"])?;
        ensure!(run.code != Some(0), "a raised version should not pass unseen:\n{}", run.transcript());
        ensure!(run.text().contains("2409"), "the plan should name the version:\n{}", run.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn of_a_site_system() -> Result<()> {
    every_attribute_of("configmgr_site_system")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn of_a_sup_role() -> Result<()> {
    every_attribute_of("configmgr_sup_role")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn of_sync_settings() -> Result<()> {
    every_attribute_of("configmgr_sync_settings")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn of_an_account() -> Result<()> {
    every_attribute_of("configmgr_account")
}

/// The first folder's objects are removed by the second one.
fn remove_behind_the_back(workspace: &Workspace, configuration: &str) -> Result<()> {
    change_behind_the_back(workspace, configuration)?.destroy(&[]).map(drop)
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_was_removed_is_created_again() -> Result<()> {
    in_workspace(|workspace| {
        let configuration = support::primary_with_sup();
        workspace.start(&configuration)?;
        workspace.apply(&[])?;
        remove_behind_the_back(workspace, &configuration)?;
        let actions = workspace.plan(&[])?.actions();
        assert_eq!(actions.values().collect::<Vec<_>>(), ["create", "create"]);
        // The code of a removed primary site is free again, because its hierarchy went with it.
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_was_removed_can_be_destroyed() -> Result<()> {
    in_workspace(|workspace| {
        let configuration = support::primary_with_sup();
        workspace.start(&configuration)?;
        workspace.apply(&[])?;
        remove_behind_the_back(workspace, &configuration)?;
        workspace.destroy(&["-refresh=false"])?;
        assert!(workspace.state()?.is_empty());
        Ok(())
    })
}
