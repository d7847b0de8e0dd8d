//! Drift: a change made outside this configuration shows in the plan, on exactly the attribute that changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::attributes::{self, Value};
use crate::support::{self, PRIMARY, REPLACEABLE, TIMESTAMP, assert_text, change_as_bob};
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value as Json;

/// The warnings of a plan about changed objects: address, summary and detail.
fn warnings(workspace: &Workspace) -> Result<Vec<[String; 3]>> {
    let log = workspace.terraform(&["plan", "-json"])?.success()?.stdout;
    let mut warnings = Vec::new();
    for line in log.lines() {
        let line: Json = serde_json::from_str(line)?;
        let text = |name: &str| line["diagnostic"][name].as_str().unwrap_or_default().to_owned();
        if text("summary").contains("since Terraform last wrote it") {
            warnings.push(["address", "summary", "detail"].map(text));
        }
    }
    // Terraform reads objects in any order.
    warnings.sort();
    Ok(warnings)
}

/// The changed attributes that the warnings name, by address. Each must name bob.
fn changes_of_bob(workspace: &Workspace) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut changes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for [address, _, detail] in warnings(workspace)? {
        for line in detail.lines().filter(|line| line.starts_with("  ")) {
            let (_, change) = line.split_once(" bob through terraform: ").with_context(|| line.to_owned())?;
            let path = change.split(':').next().unwrap_or_default();
            changes.entry(address.clone()).or_default().insert(path.to_owned());
        }
    }
    Ok(changes)
}

/// The paths of warnings, where the plan has them: it shows a nested object that was not set as one change.
fn at_planned_paths(
    named: BTreeMap<String, BTreeSet<String>>,
    planned: &BTreeMap<String, BTreeSet<String>>,
) -> BTreeMap<String, BTreeSet<String>> {
    let at_planned = |address: &str, path: String| {
        let within = |planned: &&String| path.strip_prefix(planned.as_str()).is_some_and(|rest| rest.starts_with('.'));
        planned.get(address).and_then(|planned| planned.iter().find(within)).cloned().unwrap_or(path)
    };
    let moved = named.into_iter().map(|(address, paths)| {
        let paths = paths.into_iter().map(|path| at_planned(&address, path)).collect();
        (address, paths)
    });
    moved.collect()
}

fn every_attribute_of(resource: &str) -> Result<()> {
    let attributes = attributes::of(resource);
    in_workspace(|workspace| {
        workspace.start(&attributes::configuration(&attributes, Value::Unset))?;
        workspace.apply(&[])?;
        assert_eq!(warnings(workspace)?, [[""; 3]; 0]);
        change_as_bob(workspace, &attributes::configuration(&attributes, Value::Set))?;

        let plan = workspace.plan(&[])?;
        assert_eq!(plan.changed_paths(), attributes::changes(&attributes));
        assert_eq!(at_planned_paths(changes_of_bob(workspace)?, &plan.changed_paths()), plan.changed_paths());

        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        assert_eq!(warnings(workspace)?, [[""; 3]; 0]);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn drift_of_a_site() -> Result<()> {
    // A version cannot be lowered: the plan fails, so the refresh tells the path, and the change becomes code.
    let attributes = attributes::of("configmgr_site");
    in_workspace(|workspace| {
        workspace.start(&attributes::configuration(&attributes, Value::Unset))?;
        workspace.apply(&[])?;
        assert_eq!(warnings(workspace)?, [[""; 3]; 0]);
        change_as_bob(workspace, &attributes::configuration(&attributes, Value::Set))?;

        let expected = attributes::changes(&attributes);
        assert_eq!(workspace.plan(&["-refresh-only"])?.drifted_paths(), expected);
        assert_eq!(changes_of_bob(workspace)?, expected);
        let run = workspace.terraform(&["plan"])?.expect_code(1)?;
        ensure!(run.text().contains("2409"), "the plan must contain the version:\n{}", run.transcript());

        workspace.configure(&attributes::configuration(&attributes, Value::Set))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        assert_eq!(warnings(workspace)?, [[""; 3]; 0]);
        Ok(())
    })
}

/// The plan and the warnings after bob applied another configuration: the same paths, by address.
fn expect_replaced(
    workspace: &Workspace,
    configuration: &str,
    expected: &[(&str, &[&str])],
) -> Result<BTreeMap<String, String>> {
    assert_eq!(warnings(workspace)?, [[""; 3]; 0]);
    change_as_bob(workspace, configuration)?;
    let plan = workspace.plan(&[])?;
    let expected: BTreeMap<String, BTreeSet<String>> = expected
        .iter()
        .map(|(address, paths)| ((*address).to_owned(), paths.iter().map(|path| (*path).to_owned()).collect()))
        .collect();
    assert_eq!(plan.changed_paths(), expected);
    let mut named = changes_of_bob(workspace)?;
    for paths in named.values_mut() {
        paths.retain(|path| !["removed it", "created it"].contains(&path.as_str()));
    }
    assert_eq!(named, expected);
    Ok(plan.actions())
}

/// Attributes that do not change in place: bob replaces the site, and nothing of it is as before.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn drift_of_a_site_that_was_created_again() -> Result<()> {
    const SUBJECT: &str = r#"  name              = "Subject"
  type              = "secondary"
  parent_site_code  = configmgr_site.one.site_code
  server_fqdn       = "subject.contoso.com"
  install_directory = "D:\\ConfigMgr""#;
    const OTHER: &str = r#"  name              = "Other"
  type              = "primary"
  parent_site_code  = configmgr_site.top.site_code
  server_fqdn       = "other.contoso.com"
  install_directory = "E:\\ConfigMgr""#;
    in_workspace(|workspace| {
        ensure!(REPLACEABLE.contains(SUBJECT), "the site has other values");
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        let paths = ["name", "type", "parent_site_code", "server_fqdn", "install_directory"];
        let state = workspace.terraform(&["show", "-json"])?.success()?.stdout;
        let actions = expect_replaced(
            workspace,
            &REPLACEABLE.replace(SUBJECT, OTHER),
            &[("configmgr_site.subject", &paths[..])],
        )?;
        assert_eq!(actions["configmgr_site.subject"], "delete+create");
        let [_, summary, detail] = &warnings(workspace)?[0];
        ensure!(summary.contains("was removed and created again"), "{summary}");
        ensure!(detail.contains("bob through terraform: removed it"), "{detail}");

        workspace.write("state.json", &state)?;
        let found = workspace.supctl(&["drift", "--state", "state.json", "--json"])?.expect_code(2)?.json()?;
        let recreated = &found["findings"][0]["recreated"];
        assert_eq!((&recreated["removed"]["actor"], &recreated["created"]["actor"]), (&"bob".into(), &"bob".into()));
        Ok(())
    })
}

/// The references between software update points and to them: another one becomes the site's first.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn drift_of_references() -> Result<()> {
    let site = |first: &str, second: &str, settings: &str| {
        format!(
            "{PRIMARY}\nresource \"configmgr_sup_role\" \"one\" {{\n  site_code = configmgr_site.primary.site_code\n  \
             server_fqdn = \"one.contoso.com\"\n  {first}\n}}\nresource \"configmgr_sup_role\" \"two\" {{\n  site_code = \
             configmgr_site.primary.site_code\n  server_fqdn = \"two.contoso.com\"\n  {second}\n}}\nresource \
             \"configmgr_sync_settings\" \"primary\" {{\n  sup_role_id = configmgr_sup_role.{settings}.id\n}}\n"
        )
    };
    in_workspace(|workspace| {
        workspace.start(&site("", "upstream_sup_id = configmgr_sup_role.one.id", "one"))?;
        workspace.apply(&[])?;
        let role = &["is_replica", "upstream_sup_id"][..];
        expect_replaced(
            workspace,
            &site("upstream_sup_id = configmgr_sup_role.two.id", "", "two"),
            &[
                ("configmgr_sup_role.one", role),
                ("configmgr_sup_role.two", role),
                ("configmgr_sync_settings.primary", &["sup_role_id"]),
            ],
        )?;
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

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn changes_are_told_with_who_made_them() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.apply(&[])?;
        let other = workspace.clone().with_variable("CONFIGMGR_ACTOR", "bob");
        other.supctl(&["set", "sup_role/PRI/sup-first.contoso.com", "ledbat=true"])?.success()?;
        let changed = warnings(workspace)?;

        remove_as_bob(workspace, &support::primary_with_sup())?;
        let removed = warnings(workspace)?;

        let again = workspace.beside("again")?.with_variable("CONFIGMGR_ACTOR", "carol");
        again.start(&support::primary_with_sup())?;
        again.apply(&[])?;
        let created_again = warnings(workspace)?;

        let told = [changed, removed, created_again].concat().into_iter().map(|warning| warning.join("\n"));
        assert_text("drift_warnings", &told.collect::<Vec<_>>().join("\n---\n"), &[TIMESTAMP]);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_change_that_the_configuration_has_as_well_is_not_said_to_be_reverted() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.apply(&[])?;
        workspace.supctl(&["set", "sup_role/PRI/sup-first.contoso.com", "ledbat=true"])?.success()?;
        workspace.configure(
            &support::primary_with_sup()
                .replace("\"sup-first.contoso.com\"", "\"sup-first.contoso.com\"\n  ledbat = true"),
        )?;
        assert_eq!(workspace.plan(&[])?.actions().len(), 0);
        let [[_, _, detail]] = <[_; 1]>::try_from(warnings(workspace)?).map_err(|told| anyhow!("{told:?}"))?;
        ensure!(detail.contains("A change that the configuration has as well stays."), "{detail}");
        Ok(())
    })
}

/// What is changed and created at the console becomes code, and the plan after it is empty.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn changes_at_the_console_are_adopted() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&format!(
            "{}\nresource \"configmgr_sync_settings\" \"primary\" {{\n  sup_role_id     = configmgr_sup_role.first.id\n  \
             products        = [\"Windows 11\"]       # the fleet\n  classifications = [\"Security Updates\"] # no others\n}}\n",
            support::primary_with_sup()
        ))?;
        workspace.apply(&[])?;
        workspace.supctl(&["set", "sync_settings/PRI", "products+=Windows 10"])?.success()?;
        workspace
            .supctl(&["set", "site_system/PRI/sup-first.contoso.com", "internet_fqdn=sup.contoso.com"])?
            .success()?;

        let state = workspace.terraform(&["show", "-json"])?.success()?.stdout;
        workspace.write("state.json", &state)?;
        let found = workspace.supctl(&["drift", "--state", "state.json", "--json"])?.expect_code(2)?.json()?;
        ensure!((&found["counts"]["drift"], &found["counts"]["unmanaged"]) == (&1.into(), &1.into()), "{found}");

        workspace.supctl(&["drift", "--state", "state.json", "--adopt", "."])?.success()?;
        workspace.terraform(&["fmt", "-check", "-diff"])?.success()?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        let state = workspace.terraform(&["show", "-json"])?.success()?.stdout;
        workspace.write("state.json", &state)?;
        workspace.supctl(&["drift", "--state", "state.json"])?.success()?;
        Ok(())
    })
}
