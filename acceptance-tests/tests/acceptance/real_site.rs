//! A hierarchy that was read from a real site: adopted as code, compared with it, and never changed.

use std::fs;

use acceptance_tests::examples;
use acceptance_tests::workspace::{Workspace, in_workspace, on_each_store};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// Reads the example dump into the hierarchy of the workspace.
fn import(workspace: &Workspace, change: impl FnOnce(&mut Value)) -> Result<()> {
    let text = fs::read_to_string(examples::folder().join("real-site/hierarchy.json"))?;
    let mut dump: Value = serde_json::from_str(&text)?;
    change(&mut dump);
    workspace.write("dump.json", &dump.to_string())?;
    let to = place(workspace)?;
    workspace.supctl(&["import-site", "dump.json", "--to", &to])?.success().map(drop)
}

fn place(workspace: &Workspace) -> Result<String> {
    let variable = if workspace.is_in_database() { "CONFIGMGR_DATABASE_URL" } else { "CONFIGMGR_PATH" };
    let command = workspace.command(&[]);
    let value = command.get_envs().find(|(name, _)| *name == variable).and_then(|(_, value)| value);
    Ok(value.context("the workspace has a hierarchy")?.to_str().context("it is text")?.to_owned())
}

/// A folder with the exported configuration, which is applied.
fn adopted(workspace: &Workspace) -> Result<Workspace> {
    let exported = workspace.supctl(&["export", "--hcl"])?.success()?;
    workspace.write("main.tf", &exported.stdout)?;
    workspace.init()?;
    Ok(workspace.clone())
}

fn changes(workspace: &Workspace) -> Result<Value> {
    workspace.supctl(&["history", "--json", "--limit", "1000"])?.success()?.json()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_site_is_adopted_without_changes() -> Result<()> {
    on_each_store(|workspace| {
        import(workspace, |_| ())?;
        let before = changes(workspace)?;
        let adopted = adopted(workspace)?;
        let plan = adopted.plan(&[])?;
        ensure!(plan.actions().is_empty(), "{}", plan.run.transcript());
        ensure!(plan.run.text().contains("The hierarchy was read from a real site"), "{}", plan.run.transcript());
        adopted.apply(&[])?;
        adopted.expect_no_changes()?;
        ensure!(changes(workspace)? == before, "adopting it must change nothing");
        let owners = adopted.supctl(&["owners", "sup_role/EUR/wsus-eur.contoso.com", "--json"])?.success()?.json()?;
        ensure!(owners["objects"][0]["owners"].as_array().is_some_and(|owners| owners.len() == 1), "{owners}");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_change_is_planned_and_never_applied() -> Result<()> {
    in_workspace(|workspace| {
        import(workspace, |_| ())?;
        let adopted = adopted(workspace)?;
        adopted.apply(&[])?;
        let main = fs::read_to_string(adopted.folder().join("main.tf"))?;
        let role = "resource \"configmgr_sup_role\" \"eur\" {";
        ensure!(main.contains(role), "{main}");
        adopted.write("main.tf", &main.replace(role, &format!("{role}\n  use_proxy_for_adr = true\n")))?;
        let plan = adopted.plan(&[])?;
        ensure!(plan.actions().len() == 1, "{}", plan.run.transcript());
        let before = changes(workspace)?;
        let refused = adopted.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        insta::assert_snapshot!("real_site_change_refused", refused.refusal());
        ensure!(changes(workspace)? == before, "a refused change must change nothing");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_a_site_does_not_say_is_not_compared() -> Result<()> {
    in_workspace(|workspace| {
        import(workspace, |_| ())?;
        let adopted = adopted(workspace)?;
        adopted.apply(&[])?;
        let main = fs::read_to_string(adopted.folder().join("main.tf"))?;
        let server = "resource \"configmgr_site_system\" \"eur\" {";
        ensure!(main.contains(server), "{main}");
        let added = format!("{server}\n  operating_system = \"windows_server_2019\"\n");
        adopted.write("main.tf", &main.replace(server, &added))?;
        adopted.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_later_dump_shows_what_the_site_changed() -> Result<()> {
    in_workspace(|workspace| {
        import(workspace, |_| ())?;
        let adopted = adopted(workspace)?;
        adopted.apply(&[])?;
        import(workspace, |dump| {
            dump["collected_at"] = json!("2026-01-19T08:00:00Z");
            let categories = dump["classes"]["SMS_UpdateCategoryInstance"].as_array_mut().unwrap();
            let office =
                categories.iter_mut().find(|one| one["LocalizedCategoryInstanceName"] == "Office 2013").unwrap();
            office["IsSubscribed"] = json!(true);
        })?;
        let plan = adopted.plan(&[])?;
        let paths = plan.changed_paths();
        ensure!(
            paths["configmgr_sync_settings.cas"].iter().any(|path| path.starts_with("products")),
            "{}",
            plan.run.transcript()
        );
        let owners = adopted.supctl(&["owners", "sync_settings/CAS", "--json"])?.success()?.json()?;
        ensure!(owners["objects"][0]["owners"].as_array().is_some_and(|owners| owners.len() == 1), "{owners}");
        Ok(())
    })
}
