//! Other operations on resources: move, count, taint, target, timeouts, aliases.

use std::collections::BTreeMap;

use acceptance_tests::workspace::{in_workspace, on_each_store};
use anyhow::{Result, ensure};
use serde_json::Value;

use crate::blocks::{cas, of, settings, sup, sup_with};
use crate::support::{self, PRIMARY, assert_refusal};

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn two_software_update_points_exchange_their_roles() -> Result<()> {
    let configuration =
        |first: &str, second: &str| [PRIMARY, &sup("primary", "a", first), &sup("primary", "b", second)].concat();
    on_each_store(|workspace| {
        workspace.start(&configuration("null", "configmgr_sup_role.a.id"))?;
        workspace.apply(&[])?;
        workspace.configure(&configuration("configmgr_sup_role.b.id", "null"))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        let state = workspace.state()?;
        assert_eq!(state["configmgr_sup_role.a"]["is_replica"], true);
        assert_eq!(state["configmgr_sup_role.b"]["is_replica"], false);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_moved_resource_does_not_change() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.apply(&[])?;
        let renamed = support::primary_with_sup().replace("\"first\"", "\"renamed\"");
        workspace.configure(&renamed)?;
        let refused = workspace.terraform(&["plan"])?.expect_code(1)?;
        support::assert_refusal("renamed_without_a_moved_block", &refused);
        workspace.configure(&format!(
            "{renamed}\nmoved {{\n  from = configmgr_sup_role.first\n  to = configmgr_sup_role.renamed\n}}\n"
        ))?;
        assert_eq!(workspace.plan(&[])?.actions(), BTreeMap::new());
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn no_planned_value_comes_from_a_clock() -> Result<()> {
    let simple_schedule = settings("wsus-cas", "schedule = { interval = { days = 7 } }");
    let configuration = [cas(), sup("cas", "wsus-cas", "null"), simple_schedule].concat();
    in_workspace(|workspace| {
        workspace.start(&configuration)?;
        workspace.supctl(&["init"])?.success()?;
        let a_year_passes = || workspace.supctl(&["clock", "advance", "52w"])?.success();
        let planned = || -> Result<Value> {
            workspace.terraform(&["plan", "-out=plan"])?.success()?;
            let mut plan = workspace.terraform(&["show", "-json", "plan"])?.success()?.json()?;
            Ok(plan["planned_values"].take())
        };
        let before = planned()?;
        a_year_passes()?;
        assert_eq!(planned()?, before);
        workspace.apply(&[])?;
        a_year_passes()?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_count_can_be_lowered() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&support::replicas(3))?;
        workspace.apply(&[])?;
        workspace.configure(&support::replicas(1))?;
        let actions = workspace.plan(&[])?.actions();
        let removed = ["configmgr_sup_role.replica[1]", "configmgr_sup_role.replica[2]"];
        assert_eq!(actions, removed.map(|address| (address.to_owned(), "delete".to_owned())).into());
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn replace_taint_and_target() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(&support::replicas(2))?;
        workspace.apply(&["-target=configmgr_sup_role.first"])?;
        assert_eq!(workspace.state()?.len(), 2);
        workspace.apply(&[])?;

        workspace.apply(&["-replace=configmgr_sup_role.replica[0]"])?;
        workspace.expect_no_changes()?;

        workspace.terraform(&["taint", "configmgr_sup_role.replica[1]"])?.success()?;
        let actions = workspace.plan(&[])?.actions();
        assert_eq!(actions, [("configmgr_sup_role.replica[1]".to_owned(), "delete+create".to_owned())].into());
        workspace.apply(&["-refresh=false"])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn timeouts_do_not_delay_what_waiting_cannot_fix() -> Result<()> {
    in_workspace(|workspace| {
        let account = |more: &str| {
            format!("resource \"configmgr_account\" \"wsus\" {{\n  user_name = \"CONTOSO\\\\svc-wsus\"\n  {more}\n}}\n")
        };
        workspace.start(&account("password_wo_version = 1"))?;
        let other = workspace.beside("other")?;
        // Longer than the test may take: a run that waited for it would not end.
        other.start(&account("timeouts {\n    create = \"24h\"\n  }"))?;
        other.terraform(&["plan", "-out=tfplan"])?.success()?;
        workspace.apply(&[])?;
        for arguments in [&["apply", "-auto-approve"][..], &["apply", "tfplan"]] {
            let run = other.terraform(arguments)?.expect_code(1)?;
            ensure!(run.stderr.contains("(H10)"), "{}", run.transcript());
        }
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn timeouts_do_not_change_the_object() -> Result<()> {
    in_workspace(|workspace| {
        let with = |timeouts: &str| support::primary_with_sup().replace("\n}", &format!("\n  {timeouts}\n}}"));
        workspace.start(&with("timeouts {\n    create = \"1m\"\n    update = \"90s\"\n    delete = \"1h\"\n  }"))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        workspace.configure(&with("timeouts {\n    create = \"soon\"\n  }"))?;
        assert_refusal("a_timeout_is_a_duration", &workspace.terraform(&["validate"])?.expect_code(1)?);
        workspace.configure(&with(""))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn two_providers_share_one_hierarchy() -> Result<()> {
    on_each_store(|workspace| {
        let replicas: String = (0..20)
            .map(|number| {
                let provider = if number % 2 == 0 { "configmgr" } else { "configmgr.other" };
                sup_with("primary", &format!("r{number}"), &of("first"), &format!("provider = {provider}"))
            })
            .collect();
        let other = "provider \"configmgr\" {\n  alias = \"other\"\n  actor = \"somebody-else\"\n}\n";
        workspace.start(&format!("{other}{}{replicas}", support::primary_with_sup()))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        let history = workspace.supctl(&["history"])?.success()?.stdout;
        for actor in ["acceptance-test", "somebody-else"] {
            ensure!(history.contains(actor), "the history must contain {actor}:\n{history}");
        }
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_plan_writes_nothing() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.terraform(&["validate"])?.success()?;
        workspace.terraform(&["plan"])?.success()?;
        ensure!(!workspace.hierarchy().exists(), "a plan must not create the hierarchy");
        Ok(())
    })
}
