//! A hierarchy that is missing or empty while the state has objects: a wrong path must not look like removed objects.

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};

use crate::support::{self, PRIMARY, TIMESTAMP, assert_refusal, assert_text, change_as_bob, remove_hierarchy};

const MISSING: &str = "There is no hierarchy at";
const EMPTY: &str = "is empty, but the state has objects";

fn accounts(count: usize) -> String {
    format!(
        "resource \"configmgr_account\" \"many\" {{\n  count     = {count}\n  user_name = \"CONTOSO\\\\svc-${{count.index}}\"\n}}\n"
    )
}

fn installed() -> String {
    format!("{}{}", support::primary_with_sup(), accounts(20))
}

fn ensure_told(run: &Run, text: &str, times: usize) -> Result<()> {
    let told = run.text().matches(text).count();
    ensure!(told == times, "{text:?} is told {told} times, not {times}\n{}", run.transcript());
    Ok(())
}

/// The warning in what `terraform plan` prints.
fn warning(run: &Run) -> String {
    let text = run.text();
    text.find("Warning:").map_or_else(String::new, |start| text[start..].split("\n\n─").next().unwrap().to_owned())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_missing_hierarchy_is_an_error_until_an_empty_one_is_created() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&installed())?;
        workspace.apply(&[])?;
        let secondary = r#"
resource "configmgr_site" "secondary" {
  site_code        = "S11"
  name             = "Branch"
  type             = "secondary"
  parent_site_code = configmgr_site.primary.site_code
  server_fqdn      = "s11.contoso.com"
}
"#;
        workspace.configure(&format!("{}{secondary}", installed()))?;
        let state = workspace.state()?;
        remove_hierarchy(workspace)?;
        for arguments in [
            &["plan"][..],
            &["plan", "-refresh=false"],
            &["plan", "-refresh-only"],
            &["apply", "-auto-approve"],
            &["apply", "-auto-approve", "-refresh=false"],
            &["destroy", "-auto-approve"],
            &["destroy", "-auto-approve", "-refresh=false"],
        ] {
            let run = workspace.terraform(arguments)?.expect_code(1)?;
            ensure_told(&run, MISSING, 1)?;
            ensure_told(&run, "Error:", 1)?;
            ensure!(workspace.state()? == state, "{}: the state has changed", run.command);
            ensure!(!workspace.hierarchy().exists(), "{}: there is a hierarchy", run.command);
        }
        workspace.supctl(&["init"])?.success()?;
        let plan = workspace.plan(&[])?;
        ensure_told(&plan.run, EMPTY, 1)?;
        assert_eq!(plan.actions().values().filter(|action| *action == "create").count(), 23);
        let run = workspace.apply(&[])?;
        ensure_told(&run, EMPTY, 1)?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_state_without_its_hierarchy_can_be_emptied() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        remove_hierarchy(workspace)?;
        assert_refusal("a_missing_hierarchy", &workspace.terraform(&["destroy", "-auto-approve"])?.expect_code(1)?);
        workspace.supctl(&["init"])?.success()?;
        workspace.destroy(&[])?;
        ensure!(workspace.state()?.is_empty(), "the state must be empty");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_emptied_hierarchy_is_told_once_with_who_emptied_it() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        change_as_bob(workspace, PRIMARY)?.destroy(&[])?;
        let plan = workspace.plan(&[])?;
        ensure_told(&plan.run, EMPTY, 1)?;
        assert_text("an_emptied_hierarchy", &warning(&plan.run), &[TIMESTAMP]);
        ensure!(plan.run.text().contains("bob"), "{}", plan.run.transcript());
        ensure_told(&workspace.terraform(&["plan", "-refresh=false"])?.success()?, EMPTY, 1)?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_empty_hierarchy_of_other_objects_is_refused() -> Result<()> {
    in_workspace(|workspace| {
        let other = workspace.beside("other")?;
        let path = support::provider("../other.db");
        other.start(&format!("{path}{}", accounts(1)))?;
        other.apply(&[])?;
        other.destroy(&[])?;
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        workspace.configure(&format!("{path}{PRIMARY}"))?;
        let run = workspace.terraform(&["plan"])?.expect_code(1)?;
        assert_refusal("an_empty_hierarchy_of_other_objects", &run);
        workspace.configure(PRIMARY)?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_first_run_needs_no_hierarchy_and_accepts_an_empty_one() -> Result<()> {
    for initialized in [false, true] {
        in_workspace(|workspace| first_run(workspace, initialized)).with_context(|| format!("{initialized}"))?;
    }
    Ok(())
}

fn first_run(workspace: &Workspace, initialized: bool) -> Result<()> {
    workspace.start(&installed())?;
    if initialized {
        workspace.supctl(&["init"])?.success()?;
    }
    let plan = workspace.plan(&[])?;
    ensure_told(&plan.run, "Warning:", 0)?;
    workspace.apply(&[])?;
    workspace.supctl(&["init"])?.expect_code(1)?;
    workspace.expect_no_changes()
}
