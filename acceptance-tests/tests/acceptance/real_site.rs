//! A hierarchy that was read from a real site: adopted as code, compared with it, and never changed.

use std::fs;

use acceptance_tests::examples;
use acceptance_tests::workspace::{Workspace, in_workspace, on_each_store};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// Reads the example dump into the hierarchy of the workspace.
pub(crate) fn import(workspace: &Workspace, change: impl FnOnce(&mut Value)) -> Result<()> {
    let text = fs::read_to_string(examples::folder().join("real-site/hierarchy.json"))?;
    let mut dump: Value = serde_json::from_str(&text)?;
    change(&mut dump);
    workspace.write("dump.json", &dump.to_string())?;
    let to = place(workspace)?;
    workspace.supctl(&["import-site", "dump.json", "--to", &to])?.success().map(drop)
}

/// A column of a category of updates in a dump.
fn category<'a>(dump: &'a mut Value, name: &str, column: &str) -> &'a mut Value {
    let categories = dump["classes"]["SMS_UpdateCategoryInstance"].as_array_mut().unwrap();
    &mut categories.iter_mut().find(|one| one["LocalizedCategoryInstanceName"] == name).unwrap()[column]
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
        // The plan left a mark that was never applied.
        let lasting = owners["objects"][0]["owners"].as_array().into_iter().flatten();
        ensure!(lasting.filter(|owner| owner["pending"] == false).count() == 1, "{owners}");
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
        let account = "  wsus_connection_account = configmgr_account.svc_wsus.user_name\n";
        let (before, after) = main.rsplit_once(account).context("no software update point has an account")?;
        adopted.write("main.tf", &format!("{before}{after}"))?;
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
        import(workspace, |dump| {
            let text = dump.to_string().replace(r"localhost\\MICROSOFT##WID", "sql01.contoso.com");
            *dump = serde_json::from_str(&text).unwrap();
        })?;
        let adopted = adopted(workspace)?;
        adopted.apply(&[])?;
        let mut main = fs::read_to_string(adopted.folder().join("main.tf"))?;
        for (line, added) in [
            ("resource \"configmgr_site_system\" \"eur_wsus_eur\" {", "  operating_system = \"windows_server_2019\""),
            ("    database = {", "      name = \"SUSDB\""),
            ("  wsus = {", "    content_path = \"D:\\\\WSUS\"\n    internet_access = false"),
        ] {
            let line = format!("{line}\n");
            ensure!(main.contains(&line), "{main}");
            main = main.replace(&line, &format!("{line}{added}\n"));
        }
        adopted.write("main.tf", &main)?;
        adopted.expect_no_changes()
    })
}

/// Everything in the file but who owns what: each row as text.
fn rows(workspace: &Workspace) -> Result<Vec<String>> {
    let store = rusqlite::Connection::open(workspace.hierarchy())?;
    let mut rows = Vec::new();
    for table in ["object", "fact", "history", "retired_site"] {
        let mut statement = store.prepare(&format!("SELECT * FROM {table} ORDER BY 1"))?;
        let columns = statement.column_count();
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let cells = (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column));
            rows.push(format!("{table} {:?}", cells.collect::<Result<Vec<_>, _>>()?));
        }
    }
    Ok(rows)
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn nothing_that_reads_a_site_changes_its_file() -> Result<()> {
    in_workspace(|workspace| {
        import(workspace, |_| ())?;
        let found = rows(workspace)?;
        ensure!(found.len() > 9, "{found:?}");
        let adopted = adopted(workspace)?;
        adopted.apply(&[])?;
        let main = fs::read_to_string(adopted.folder().join("main.tf"))?;
        adopted.write("main.tf", &main.replace("\"Office 2016\"", "\"Office 2013\""))?;
        for command in [
            &["validate"][..],
            &["plan", "-out=tfplan"],
            &["plan", "-refresh-only"],
            &["refresh"],
            &["state", "rm", "configmgr_account.svc_wsus"],
            &["import", "configmgr_account.svc_wsus", "CONTOSO\\svc-wsus"],
        ] {
            adopted.terraform(command)?.success()?;
            ensure!(rows(workspace)? == found, "{command:?} changed the file");
        }
        for (file, arguments) in [("plan.json", &["show", "-json", "tfplan"][..]), ("state.json", &["show", "-json"])] {
            adopted.write(file, &adopted.terraform(arguments)?.success()?.stdout)?;
        }
        for command in [
            &["tree"][..],
            &["status"],
            &["check"],
            &["check", "--plan", "plan.json"],
            &["catalog"],
            &["history"],
            &["messages"],
            &["logs", "wsyncmgr"],
            &["export", "--hcl"],
            &["drift", "--state", "state.json"],
            &["drift", "--plan", "plan.json"],
            &["report", "--plan", "plan.json"],
            &["compare", "../hierarchy.db", "../hierarchy.db"],
            &["owners", "site/CAS"],
            &["runbook", "--plan", "plan.json"],
            &["doctor"],
        ] {
            let run = adopted.supctl(command)?;
            ensure!(run.code != Some(1), "{}", run.transcript());
            ensure!(rows(workspace)? == found, "{command:?} changed the file");
        }
        adopted.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        ensure!(rows(workspace)? == found, "a refused apply changed the file");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn drift_of_a_site_has_attribute_value_and_time() -> Result<()> {
    in_workspace(|workspace| {
        import(workspace, |_| ())?;
        let adopted = adopted(workspace)?;
        adopted.apply(&[])?;
        adopted.write("state.json", &adopted.terraform(&["show", "-json"])?.success()?.stdout)?;
        adopted.supctl(&["drift", "--state", "state.json"])?.success()?;
        import(workspace, |dump| {
            dump["collected_at"] = json!("2026-01-19T08:00:00Z");
            for row in dump["classes"]["SMS_SCI_SysResUse"].as_array_mut().unwrap() {
                for property in row["Props"].as_array_mut().unwrap() {
                    if property["PropertyName"] == "UseProxyForADR" {
                        property["Value"] = json!(1);
                    }
                }
            }
        })?;
        let drift = adopted.supctl(&["drift", "--state", "state.json"])?.expect_code(2)?;
        insta::assert_snapshot!("real_site_drift", drift.stdout);
        let plan = adopted.plan(&[])?;
        adopted.write("plan.json", &adopted.terraform(&["show", "-json", "tfplan"])?.success()?.stdout)?;
        ensure!(plan.actions().len() == 2, "{}", plan.run.transcript());
        let report = adopted.supctl(&["report", "--plan", "plan.json", "--format", "plain"])?.success()?;
        insta::assert_snapshot!("real_site_report", report.stdout);
        Ok(())
    })
}

/// The summaries of the warnings of a run.
fn warnings(text: &str) -> String {
    let mut summaries: Vec<&str> =
        text.lines().filter_map(|line| line.trim_start_matches(['│', ' ']).strip_prefix("Warning: ")).collect();
    summaries.sort_unstable();
    summaries.join("\n")
}

/// An object of which a class could not be read is adopted, and what only the configuration says of it is no change of the site.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_only_the_configuration_says_is_applied_without_a_change_of_the_site() -> Result<()> {
    in_workspace(|workspace| {
        import(workspace, |dump| {
            dump["classes"].as_object_mut().unwrap().remove("SMS_UpdateCategoryInstance");
            dump["errors"] = json!({"SMS_UpdateCategoryInstance": "Access denied"});
        })?;
        let found = rows(workspace)?;
        let adopted = adopted(workspace)?;
        let mut main = fs::read_to_string(adopted.folder().join("main.tf"))?;
        let added = [
            ("configmgr_sync_settings", "cas", "products = [\"Office 2016\", \"Fabrikam\"]"),
            ("configmgr_account", "svc_wsus", "password_wo_version = 1"),
        ];
        for (resource, name, line) in added {
            let head = format!("resource \"{resource}\" \"{name}\" {{\n");
            ensure!(main.contains(&head), "{main}");
            main = main.replace(&head, &format!("{head}  {line}\n"));
        }
        adopted.write("main.tf", &main)?;
        let plan = adopted.plan(&[])?;
        insta::assert_snapshot!("what_only_the_configuration_says", warnings(&plan.run.text()));
        adopted.write("plan.json", &adopted.terraform(&["show", "-json", "tfplan"])?.success()?.stdout)?;
        adopted.apply(&[])?;
        ensure!(rows(workspace)? == found, "the site has not changed");
        adopted.supctl(&["drift", "--plan", "plan.json"])?.success()?;
        adopted.expect_no_changes()?;
        adopted.write("state.json", &adopted.terraform(&["show", "-json"])?.success()?.stdout)?;
        adopted.supctl(&["drift", "--state", "state.json"])?.success().map(drop)
    })
}

/// Whoever writes the names that the site shows plans no change, although the import wrote ids.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_product_is_the_same_by_name_and_by_id() -> Result<()> {
    in_workspace(|workspace| {
        import(workspace, |dump| {
            *category(dump, "Office 2016", "LocalizedCategoryInstanceName") = json!("Office 2030");
        })?;
        let adopted = adopted(workspace)?;
        adopted.apply(&[])?;
        let main = fs::read_to_string(adopted.folder().join("main.tf"))?;
        let id = main.split('"').find(|text| text.len() == 36 && text.matches('-').count() == 4);
        let id = id.context("a product that this release does not know is written by id")?;
        adopted.write("main.tf", &main.replace(id, "office 2030"))?;
        adopted.expect_no_changes()?;
        adopted.write("main.tf", &main.replace(id, "Office 2031"))?;
        let refused = adopted.terraform(&["plan"])?.expect_code(1)?;
        insta::assert_snapshot!("a_product_that_the_site_does_not_have", refused.refusal());
        Ok(())
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
            *category(dump, "Office 2013", "IsSubscribed") = json!(true);
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

/// The way of a change: planned, written as a runbook, made at the site, collected again.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_plan_is_a_runbook_until_the_site_is_as_planned() -> Result<()> {
    in_workspace(|workspace| {
        import(workspace, |_| ())?;
        let adopted = adopted(workspace)?;
        adopted.apply(&[])?;
        let main = fs::read_to_string(adopted.folder().join("main.tf"))?;
        ensure!(main.contains("\"Office 2016\""), "{main}");
        adopted.write("main.tf", &main.replace("\"Office 2016\"", "\"Office 2013\", \"Office 2016\""))?;
        adopted.plan(&[])?;
        adopted.write("plan.json", &adopted.terraform(&["show", "-json", "tfplan"])?.success()?.stdout)?;
        let runbook = adopted.supctl(&["runbook", "--plan", "plan.json", "--json"])?.success()?.json()?;
        let titles = runbook["steps"].as_array().into_iter().flatten().map(|step| &step["title"]);
        ensure!(
            titles.eq(["Set the products of site CAS", "Synchronize, and wait until site CAS has synchronized"]),
            "{runbook}"
        );
        import(workspace, |dump| {
            dump["collected_at"] = json!("2026-01-19T08:00:00Z");
            *category(dump, "Office 2013", "IsSubscribed") = json!(true);
        })?;
        let plan = adopted.plan(&[])?;
        ensure!(plan.actions().is_empty(), "{}", plan.run.transcript());
        let stale = adopted.supctl(&["runbook", "--plan", "plan.json"])?.expect_code(1)?;
        insta::assert_snapshot!("runbook_of_a_stale_plan", stale.stderr);
        Ok(())
    })
}
