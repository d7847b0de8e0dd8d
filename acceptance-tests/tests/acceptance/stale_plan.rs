//! Stale plans: apply refuses an object that has changed since the plan.

use std::fs;

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{STATE, Workspace, in_workspace, on_each_store};
use anyhow::{Result, ensure};
use serde_json::Value;

use crate::blocks::{of, settings_named, sup, sup_with};
use crate::support::{self, assert_refusal, change_as_bob, id, replica};

/// The primary site with its first software update point and settings, followed by `rest`.
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

/// The whole history of the hierarchy.
fn history(workspace: &Workspace) -> Result<Value> {
    workspace.supctl(&["history", "--json", "--limit", "1000"])?.success()?.json()
}

/// Installs `installed`, plans `wanted`, applies `meanwhile` as another user, and then applies the plan.
fn apply_stale(workspace: &Workspace, [installed, wanted, meanwhile]: [&str; 3], options: &[&str]) -> Result<Run> {
    workspace.start(installed)?;
    workspace.apply(&[])?;
    let bob = change_as_bob(workspace, installed)?;
    workspace.configure(wanted)?;
    let plan = workspace.plan(options)?;
    ensure!(!plan.actions().is_empty(), "the plan must have changes:\n{}", plan.run.stdout);
    bob.configure(meanwhile)?;
    bob.apply(&[])?;
    workspace.terraform(&["apply", "tfplan"])
}

/// Checks that a stale plan is refused without a change, and that a new plan can be applied.
fn expect_refusal(name: &str, configurations: [&str; 3], options: &[&str]) -> Result<()> {
    on_each_store(|workspace| {
        let run = apply_stale(workspace, configurations, options)?.expect_code(1)?;
        assert_refusal(name, &run);
        let history = history(workspace)?;
        let last = &history["changes"].as_array().unwrap().last().unwrap();
        ensure!(last["actor"] == "bob", "the last change must be bob's: {history:#}");
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_stale_update_points_to_the_attribute() -> Result<()> {
    let version = |version: u8| with_account(&format!("password_wo_version = {version}"));
    expect_refusal("stale_update", [&version(1), &version(3), &version(2)], &[])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_stale_update_lists_all_changes() -> Result<()> {
    let installed = site_with("languages = { update_files = [\"de\", \"fr\"] }", "");
    let wanted = site_with("reporting_events = \"all\"", "");
    let meanwhile =
        site_with("languages = { update_files = [\"de\", \"ja\"] }\n  max_run_time_minutes = { other = 90 }", "");
    expect_refusal("stale_update_of_several", [&installed, &wanted, &meanwhile], &[])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_update_of_a_removed_object_is_refused() -> Result<()> {
    let version = |version: u8| with_account(&format!("password_wo_version = {version}"));
    expect_refusal("stale_update_of_removed", [&version(1), &version(2), &site_with("", "")], &[])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_stale_removal_is_refused() -> Result<()> {
    let [installed, without] = [with_replica("sup", ""), site_with("", "")];
    expect_refusal("stale_removal", [&installed, &without, &with_replica("sup", "ledbat = true")], &[])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_stale_replacement_is_refused_before_the_removal() -> Result<()> {
    let installed = with_replica("sup", "");
    let meanwhile = with_replica("sup", "ledbat = true");
    expect_refusal("stale_replacement", [&installed, &with_replica("other", ""), &meanwhile], &[])?;
    let again = ["-replace=configmgr_sup_role.replica"];
    expect_refusal("stale_replacement_of_the_same", [&installed, &installed, &meanwhile], &again)
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_new_object_stays_when_the_removal_is_refused() -> Result<()> {
    let successor = |host: &str, arguments: &str| {
        with_replica(host, &format!("{arguments}\n  lifecycle {{\n    create_before_destroy = true\n  }}"))
    };
    in_workspace(|workspace| {
        let configurations = [&successor("sup", ""), &successor("other", ""), &successor("sup", "ledbat = true")];
        let run = apply_stale(workspace, configurations.map(String::as_str), &[])?.expect_code(1)?;
        assert_refusal("stale_removal_after_its_successor", &run);
        let tree = workspace.supctl(&["tree"])?.success()?.stdout;
        ensure!(tree.contains("sup.contoso.com") && tree.contains("other.contoso.com"), "{tree}");
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_tainted_object_is_guarded() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_replica("sup", ""))?;
        workspace.apply(&[])?;
        let bob = change_as_bob(workspace, &with_replica("sup", ""))?;
        workspace.terraform(&["taint", "configmgr_sup_role.replica"])?.success()?;
        workspace.plan(&[])?;
        bob.configure(&with_replica("sup", "ledbat = true"))?;
        bob.apply(&[])?;
        let run = workspace.terraform(&["apply", "tfplan"])?.expect_code(1)?;
        ensure!(run.stderr.contains("ledbat: false → true"), "{}", run.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_removal_is_compared_with_its_plan() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_replica("sup", ""))?;
        workspace.apply(&[])?;
        let bob = change_as_bob(workspace, &with_replica("sup", "ledbat = true"))?;
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
fn a_restored_hierarchy_makes_a_plan_stale() -> Result<()> {
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
fn a_removed_object_can_be_removed() -> Result<()> {
    in_workspace(|workspace| {
        let [installed, without] = [with_replica("sup", ""), site_with("", "")];
        apply_stale(workspace, [&installed, &without, &without], &[])?.success()?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_unrelated_change_does_not_matter() -> Result<()> {
    let installed = with_replica("sup", "");
    let meanwhile = site_with("reporting_events = \"all\"", &replica("sup", ""));
    for wanted in [with_replica("sup", "ledbat = true"), with_replica("other", ""), site_with("", "")] {
        in_workspace(|workspace| apply_stale(workspace, [&installed, &wanted, &meanwhile], &[])?.success().map(drop))?;
    }
    Ok(())
}

/// A first software update point with replicas, one of which can be promoted.
fn promotion(first: &str, follower: &str) -> String {
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
fn changes_of_the_run_itself_do_not_matter() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&promotion("a", "b"))?;
        for configuration in [promotion("a", "b"), promotion("b", "a"), promotion("a", "b")] {
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
fn without_a_refresh_the_plan_is_compared_with_the_state() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_account(""))?;
        workspace.apply(&[])?;
        change_as_bob(workspace, &with_account("password_wo_version = 2"))?;
        workspace.configure(&with_account("password_wo_version = 3"))?;
        workspace.plan(&["-refresh=false"])?;
        let run = workspace.terraform(&["apply", "tfplan"])?.expect_code(1)?;
        ensure!(run.stderr.contains("password_wo_version: not set → 2"), "{}", run.transcript());
        workspace.apply(&[])?;
        // The next run starts from the values that were written last.
        workspace.configure(&with_account("password_wo_version = 4"))?;
        workspace.apply(&["-refresh=false"]).map(drop)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_import_records_the_revision() -> Result<()> {
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
        change_as_bob(workspace, &with_account("password_wo_version = 2"))?;
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
        let file = workspace.folder().join(STATE);
        let mut state: Value = serde_json::from_str(&fs::read_to_string(&file)?)?;
        let resources = state["resources"].as_array_mut().unwrap();
        for resource in resources {
            // {"Keep":"pri"}
            resource["instances"][0]["private"] = "eyJLZWVwIjoicHJpIn0=".into();
        }
        fs::write(&file, state.to_string())?;
        change_as_bob(workspace, &with_account("password_wo_version = 2"))?;
        workspace.configure(&with_account("password_wo_version = 3"))?;
        workspace.apply(&["-refresh=false"])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_change_at_the_console_is_listed() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_replica("sup-two", ""))?;
        workspace.apply(&[])?;
        workspace.configure(&with_replica("sup-two", "ledbat = true"))?;
        workspace.plan(&[])?;
        let set = ["set", "PRI/sup-two.contoso.com", "ledbat=true", "--actor", "night-shift"];
        workspace.supctl(&set)?.success()?;
        assert_refusal(
            "stale_update_after_a_change_at_the_console",
            &workspace.terraform(&["apply", "tfplan"])?.expect_code(1)?,
        );
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

/// Without more, the change after the restore would have the revision of the one that the plan was made on.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_plan_made_before_a_restore_is_refused() -> Result<()> {
    let version = |version: u8| with_account(&format!("password_wo_version = {version}"));
    in_workspace(|workspace| {
        workspace.start(&version(1))?;
        workspace.apply(&[])?;
        workspace.supctl(&["backup", "before.db"])?.success()?;
        workspace.configure(&version(2))?;
        workspace.apply(&[])?;
        workspace.configure(&version(3))?;
        workspace.plan(&[])?;
        workspace.supctl(&["restore", "before.db"])?.success()?;
        workspace.supctl(&["set", r"CONTOSO\wsus", "password_version=9"])?.success()?;
        let refused = workspace.terraform(&["apply", "tfplan"])?.expect_code(1)?;
        ensure!(refused.stderr.contains("changed after this plan was made (V126)"), "{}", refused.refusal());
        let history = history(workspace)?;
        let last = &history["changes"].as_array().unwrap().last().unwrap();
        ensure!(last["origin"] == "supctl", "the plan must change nothing: {history:#}");
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}
