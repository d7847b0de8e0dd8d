//! A plan that was reviewed does what was reviewed, or nothing.

use std::fs;

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};
use serde_json::Value;

use crate::blocks::{of, settings_named, sup, sup_with};
use crate::support::{self, assert_refusal, change_behind_the_back, id, replica};

/// A site with a first software update point and settings; `rest` are the objects that a test is about.
fn site_with(settings: &str, rest: &str) -> String {
    [&support::primary_with_sup(), &settings_named("primary", "first", settings), rest].concat()
}

fn with_replica(host: &str, arguments: &str) -> String {
    site_with("", &replica(host, arguments))
}

fn with_account(arguments: &str) -> String {
    site_with(
        "",
        &format!("resource \"configmgr_account\" \"wsus\" {{\n  user_name = \"CONTOSO\\\\wsus\"\n  {arguments}\n}}\n"),
    )
}

/// All that ever happened to the hierarchy.
fn history(workspace: &Workspace) -> Result<Value> {
    workspace.supctl(&["history", "--json", "--limit", "1000"])?.success()?.json()
}

/// Plans `wanted` where `installed` is there, has somebody else apply `meanwhile`, and applies what was planned.
fn apply_overtaken(workspace: &Workspace, [installed, wanted, meanwhile]: [&str; 3], options: &[&str]) -> Result<Run> {
    workspace.start(installed)?;
    workspace.apply(&[])?;
    let bob = change_behind_the_back(workspace, installed)?;
    workspace.configure(wanted)?;
    let plan = workspace.plan(options)?;
    ensure!(!plan.actions().is_empty(), "nothing was planned:\n{}", plan.run.stdout);
    bob.configure(meanwhile)?;
    bob.apply(&[])?;
    workspace.terraform(&["apply", "tfplan"])
}

/// Holds that an overtaken plan is refused with nothing written, and that a new plan is not.
fn expect_refusal(name: &str, configurations: [&str; 3], options: &[&str]) -> Result<()> {
    in_workspace(|workspace| {
        let run = apply_overtaken(workspace, configurations, options)?.expect_code(1)?;
        assert_refusal(name, &run);
        let history = history(workspace)?;
        let last = &history["changes"].as_array().unwrap().last().unwrap();
        ensure!(last["actor"] == "bob", "something was written after bob's change: {history:#}");
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_update_is_refused_and_points_at_the_attribute() -> Result<()> {
    let version = |version: u8| with_account(&format!("password_wo_version = {version}"));
    expect_refusal("stale_update", [&version(1), &version(3), &version(2)], &[])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_update_is_refused_with_all_that_changed() -> Result<()> {
    let installed = site_with("languages = { update_files = [\"de\", \"fr\"] }", "");
    let wanted = site_with("reporting_events = \"all\"", "");
    let meanwhile =
        site_with("languages = { update_files = [\"de\", \"ja\"] }\n  max_run_time_minutes = { other = 90 }", "");
    expect_refusal("stale_update_of_several", [&installed, &wanted, &meanwhile], &[])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_update_of_what_was_removed_is_refused() -> Result<()> {
    let version = |version: u8| with_account(&format!("password_wo_version = {version}"));
    expect_refusal("stale_update_of_removed", [&version(1), &version(2), &site_with("", "")], &[])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_removal_is_refused() -> Result<()> {
    let [installed, without] = [with_replica("sup", ""), site_with("", "")];
    expect_refusal("stale_removal", [&installed, &without, &with_replica("sup", "ledbat = true")], &[])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_replacement_is_refused_before_its_first_half() -> Result<()> {
    let installed = with_replica("sup", "");
    let meanwhile = with_replica("sup", "ledbat = true");
    expect_refusal("stale_replacement", [&installed, &with_replica("other", ""), &meanwhile], &[])?;
    let again = ["-replace=configmgr_sup_role.replica"];
    expect_refusal("stale_replacement_of_the_same", [&installed, &installed, &meanwhile], &again)
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_successor_stays_when_the_removal_is_refused() -> Result<()> {
    let successor = |host: &str, arguments: &str| {
        with_replica(host, &format!("{arguments}\n  lifecycle {{\n    create_before_destroy = true\n  }}"))
    };
    in_workspace(|workspace| {
        let configurations = [&successor("sup", ""), &successor("other", ""), &successor("sup", "ledbat = true")];
        let run = apply_overtaken(workspace, configurations.map(String::as_str), &[])?.expect_code(1)?;
        assert_refusal("stale_removal_after_its_successor", &run);
        let tree = workspace.supctl(&["tree"])?.success()?.stdout;
        ensure!(tree.contains("sup.contoso.com") && tree.contains("other.contoso.com"), "{tree}");
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_tainted_object_is_guarded_too() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_replica("sup", ""))?;
        workspace.apply(&[])?;
        workspace.terraform(&["taint", "configmgr_sup_role.replica"])?.success()?;
        workspace.plan(&[])?;
        change_behind_the_back(workspace, &with_replica("sup", "ledbat = true"))?;
        let run = workspace.terraform(&["apply", "tfplan"])?.expect_code(1)?;
        ensure!(run.stderr.contains("ledbat: false → true"), "{}", run.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_removal_counts_from_its_plan() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_replica("sup", ""))?;
        workspace.apply(&[])?;
        let bob = change_behind_the_back(workspace, &with_replica("sup", "ledbat = true"))?;
        workspace.configure(&site_with("", ""))?;
        workspace.plan(&[])?;
        workspace.terraform(&["apply", "tfplan"])?.success()?;

        workspace.plan(&["-destroy"])?;
        bob.configure(&site_with("reporting_events = \"all\"", ""))?;
        bob.apply(&[])?;
        let run = workspace.terraform(&["apply", "tfplan"])?.expect_code(1)?;
        ensure!(run.stderr.contains(r#"reporting_events: "none" → "all""#), "{}", run.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hierarchy_put_back_from_a_copy_is_another_one() -> Result<()> {
    let version = |version: u8| with_account(&format!("password_wo_version = {version}"));
    in_workspace(|workspace| {
        let copy = workspace.root().join("copy.db");
        workspace.start(&version(1))?;
        workspace.apply(&[])?;
        fs::copy(workspace.hierarchy(), &copy)?;
        workspace.configure(&version(2))?;
        workspace.apply(&[])?;
        workspace.configure(&version(3))?;
        workspace.plan(&[])?;
        fs::copy(&copy, workspace.hierarchy())?;
        assert_refusal("stale_hierarchy", &workspace.terraform(&["apply", "tfplan"])?.expect_code(1)?);
        workspace.apply(&[]).map(drop)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_is_gone_may_be_removed() -> Result<()> {
    in_workspace(|workspace| {
        let [installed, without] = [with_replica("sup", ""), site_with("", "")];
        apply_overtaken(workspace, [&installed, &without, &without], &[])?.success()?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_unrelated_change_does_not_matter() -> Result<()> {
    let installed = with_replica("sup", "");
    let meanwhile = site_with("reporting_events = \"all\"", &replica("sup", ""));
    for wanted in [with_replica("sup", "ledbat = true"), with_replica("other", ""), site_with("", "")] {
        in_workspace(|workspace| {
            apply_overtaken(workspace, [&installed, &wanted, &meanwhile], &[])?.success().map(drop)
        })?;
    }
    Ok(())
}

/// Replicas of a first software update point, which can be handed over to another one.
fn handover(first: &str, follower: &str) -> String {
    let count = "count = 12";
    let server = format!(
        r#"
resource "configmgr_site_system" "first" {{
  site_code   = configmgr_site.primary.site_code
  server_fqdn = configmgr_sup_role.{first}.server_fqdn
}}
"#
    );
    [
        support::PRIMARY,
        &sup("primary", first, "null"),
        &sup("primary", follower, &of(first)),
        &sup_with("primary", "more", &of(first), count).replace("more.contoso", "more-${count.index}.contoso"),
        &server,
    ]
    .concat()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_the_run_does_itself_does_not_matter() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&handover("a", "b"))?;
        for configuration in [handover("a", "b"), handover("b", "a"), handover("a", "b")] {
            workspace.configure(&configuration)?;
            for refresh in ["-refresh=true", "-refresh=false"] {
                workspace.plan(&[refresh])?;
                workspace.terraform(&["apply", "tfplan"])?.success()?;
            }
            workspace.expect_no_changes()?;
        }
        workspace.plan(&["-destroy"])?;
        workspace.terraform(&["apply", "tfplan"])?.success()?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn without_a_refresh_the_state_is_what_counts() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_account(""))?;
        workspace.apply(&[])?;
        change_behind_the_back(workspace, &with_account("password_wo_version = 2"))?;
        workspace.configure(&with_account("password_wo_version = 3"))?;
        workspace.plan(&["-refresh=false"])?;
        let run = workspace.terraform(&["apply", "tfplan"])?.expect_code(1)?;
        ensure!(run.stderr.contains("password_wo_version: not set → 2"), "{}", run.transcript());
        workspace.apply(&[])?;
        // What was written last is what the next run starts from.
        workspace.configure(&with_account("password_wo_version = 4"))?;
        workspace.apply(&["-refresh=false"]).map(drop)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_import_counts_as_a_look() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_account(""))?;
        workspace.apply(&[])?;
        let other = workspace.beside("importing")?;
        other.start(&with_account("password_wo_version = 1"))?;
        for (address, values) in workspace.state()? {
            other.terraform(&["import", &address, id(&values)])?.success()?;
        }
        other.apply(&["-refresh=false"])?;

        other.configure(&with_account("password_wo_version = 3"))?;
        other.terraform(&["state", "rm", "configmgr_account.wsus"])?.success()?;
        other.terraform(&["import", "configmgr_account.wsus", "CONTOSO\\wsus"])?.success()?;
        other.plan(&["-refresh=false"])?;
        change_behind_the_back(workspace, &with_account("password_wo_version = 2"))?;
        let run = other.terraform(&["apply", "tfplan"])?.expect_code(1)?;
        ensure!(run.stderr.contains("password_wo_version: 1 → 2"), "{}", run.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_state_without_a_revision_is_not_guarded() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_account(""))?;
        workspace.apply(&[])?;
        let file = workspace.folder().join("terraform.tfstate");
        let mut state: Value = serde_json::from_str(&fs::read_to_string(&file)?)?;
        let resources = state["resources"].as_array_mut().unwrap();
        for resource in resources {
            // {"Keep":"pri"}
            resource["instances"][0]["private"] = "eyJLZWVwIjoicHJpIn0=".into();
        }
        fs::write(&file, state.to_string())?;
        change_behind_the_back(workspace, &with_account("password_wo_version = 2"))?;
        workspace.configure(&with_account("password_wo_version = 3"))?;
        workspace.apply(&["-refresh=false"])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_change_from_the_console_is_named() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_replica("sup-two", ""))?;
        workspace.apply(&[])?;
        workspace.configure(&with_replica("sup-two", "ledbat = true"))?;
        workspace.plan(&[])?;
        let set = ["set", "PRI/sup-two.contoso.com", "ledbat=true", "--actor", "night-shift"];
        workspace.supctl(&set)?.success()?;
        assert_refusal("a_change_from_the_console", &workspace.terraform(&["apply", "tfplan"])?.expect_code(1)?);
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}
