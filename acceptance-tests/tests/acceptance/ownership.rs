//! An object belongs to the resources that created or imported it, and is removed only with the last of them.

use std::fs;

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{STATE, Workspace, import_block, in_workspace, on_each_store};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::blocks::{cas, child, server_with};
use crate::support::{PRIMARY, REPLACEABLE, TIMESTAMP, assert_text, primary_with_sup};

const ACCOUNT: &str = "resource \"configmgr_account\" \"one\" {\n  user_name = \"CONTOSO\\\\svc\"\n}\n";
const ACCOUNT_ID: &str = "CONTOSO\\svc";

/// The account, under another name in the configuration.
fn account(name: &str) -> String {
    ACCOUNT.replace("\"one\"", &format!("\"{name}\""))
}

fn has(workspace: &Workspace, id: &str) -> Result<bool> {
    let tree = workspace.supctl(&["tree"])?.success()?.stdout;
    Ok(tree.contains(id))
}

fn read_state(workspace: &Workspace) -> Result<Value> {
    Ok(serde_json::from_slice(&fs::read(workspace.folder().join(STATE))?)?)
}

fn write_state(workspace: &Workspace, mut state: Value) -> Result<()> {
    let current = read_state(workspace)?["serial"].as_u64().unwrap();
    state["serial"] = (current + 1).into();
    workspace.write(STATE, &state.to_string())
}

/// The resources of a state with this name.
fn named<'a>(state: &'a mut Value, name: &str) -> &'a mut Value {
    let resources = state["resources"].as_array_mut().unwrap();
    resources.iter_mut().find(|resource| resource["name"] == name).unwrap()
}

fn warnings(run: &Run) -> usize {
    run.stdout.matches("Warning: ").count()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_resource_is_renamed_with_a_moved_block() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        for kind in ["site", "site_system", "sup_role", "sync_settings", "account"] {
            let (old, new) = (format!("\"configmgr_{kind}\" \"subject\""), format!("\"configmgr_{kind}\" \"renamed\""));
            let reference = format!("configmgr_{kind}.subject.");
            let renamed = REPLACEABLE.replace(&old, &new).replace(&reference, &format!("configmgr_{kind}.renamed."));
            workspace.configure(&renamed)?;
            let refused = workspace.terraform(&["plan"])?.expect_code(1)?.stderr;
            for part in [&format!("from = configmgr_{kind}.<old name>"), &format!("to   = configmgr_{kind}.<new name>")]
            {
                ensure!(refused.contains(part), "{kind}: {refused}");
            }
            let moved = format!(
                "{renamed}\nmoved {{\n  from = configmgr_{kind}.subject\n  to = configmgr_{kind}.renamed\n}}\n"
            );
            workspace.configure(&moved)?;
            ensure!(workspace.plan(&[])?.actions().is_empty(), "{kind}");
        }
        workspace.configure(REPLACEABLE)?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_key_of_a_child_primary_site_is_renamed_with_a_moved_block() -> Result<()> {
    on_each_store(|workspace| {
        let keyed = |key: &str| {
            let site = child("EUR").replace("\"eur\" {", &format!("\"eur\" {{\n  for_each = toset([\"{key}\"])"));
            [cas(), site].concat()
        };
        workspace.start(&keyed("old"))?;
        workspace.apply(&[])?;
        workspace.configure(&keyed("new"))?;
        for options in [&["plan"][..], &["apply", "-auto-approve", "-parallelism=1"]] {
            let refused = workspace.terraform(options)?.expect_code(1)?.stderr;
            ensure!(refused.contains("Site EUR") && refused.contains("from = configmgr_site.<old name>"), "{refused}");
        }
        workspace.configure(&keyed("old"))?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_deposed_object_of_an_interrupted_replacement_is_not_the_real_one() -> Result<()> {
    on_each_store(|workspace| {
        let lasting = "lifecycle {\n    create_before_destroy = true\n  }";
        let configuration =
            primary_with_sup().replace("\"sup-first.contoso.com\"", &format!("\"sup-first.contoso.com\"\n  {lasting}"));
        workspace.start(&configuration)?;
        workspace.apply(&[])?;
        let mut before = read_state(workspace)?;
        let replaced = workspace.apply(&["-replace=configmgr_sup_role.first"])?;
        ensure!(warnings(&replaced) == 0, "{}", replaced.stdout);
        workspace.expect_no_changes()?;

        let mut deposed = named(&mut before, "first")["instances"][0].take();
        deposed["deposed"] = "0badcafe".into();
        let mut state = read_state(workspace)?;
        named(&mut state, "first")["instances"].as_array_mut().context("instances")?.push(deposed);
        write_state(workspace, state)?;
        let run = workspace.apply(&[])?;
        ensure!(run.stdout.contains("not removed from the hierarchy"), "{}", run.stdout);
        ensure!(warnings(&run) == 1, "{}", run.stdout);
        ensure!(has(workspace, "sup-first.contoso.com")?, "the role stays");
        workspace.expect_no_changes()?;
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

/// The plan tells the hierarchy that it replaces the object; the same values elsewhere must not be taken for that.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_object_stays_until_the_last_of_its_owners_leaves() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(ACCOUNT)?;
        workspace.apply(&[])?;
        let other = workspace.beside("elsewhere")?;
        other.start(&[account("two"), import_block("configmgr_account.two", ACCOUNT_ID)].concat())?;
        other.apply(&[])?;
        other.expect_no_changes()?;
        let destroyed = workspace.destroy(&[])?;
        assert_text("removal_of_a_shared_object", &first_warning(&destroyed), &[TIMESTAMP]);
        ensure!(warnings(&destroyed) == 1, "{}", destroyed.stdout);
        ensure!(has(workspace, ACCOUNT_ID)?, "the other configuration manages it");
        other.expect_no_changes()?;
        other.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

/// Terraform plans the successor of a tainted object without the private state of that object.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_tainted_object_is_replaced() -> Result<()> {
    for options in [&[][..], &["-refresh=false"]] {
        for name in ["svc", "svc-2"] {
            on_each_store(|workspace| {
                workspace.start(ACCOUNT)?;
                workspace.apply(&[])?;
                workspace.terraform(&["taint", "configmgr_account.one"])?.success()?;
                workspace.configure(&ACCOUNT.replace("svc", name))?;
                let plan = workspace.plan(options)?;
                assert_eq!(plan.actions().values().collect::<Vec<_>>(), ["delete+create"]);
                let run = workspace.terraform(&["apply", "tfplan"])?.success()?;
                ensure!(warnings(&run) == 0, "{}", run.transcript());
                workspace.expect_no_changes()?;
                workspace.destroy(&[])?;
                workspace.expect_empty_hierarchy()
            })?;
        }
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_tainted_address_does_not_remove_what_another_owns() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(ACCOUNT)?;
        workspace.apply(&[])?;
        let old = read_state(workspace)?;
        workspace.apply(&["-replace=configmgr_account.one"])?;
        write_state(workspace, old)?;
        workspace.terraform(&["taint", "configmgr_account.one"])?.success()?;
        workspace.configure(&ACCOUNT.replace("svc", "svc-2"))?;
        workspace.plan(&[])?;
        let run = workspace.terraform(&["apply", "tfplan"])?.success()?;
        ensure!(run.stdout.contains("is not removed from the hierarchy"), "{}", run.stdout);
        let tree = workspace.supctl(&["tree", "--json"])?.success()?.stdout;
        ensure!(tree.contains("\"CONTOSO\\\\svc\""), "the account stays:\n{tree}");
        workspace.expect_no_changes()
    })
}

/// The removal would leave the object in the hierarchy, so its creation could only fail.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_object_that_others_manage_is_not_replaced() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(ACCOUNT)?;
        workspace.apply(&[])?;
        let other = workspace.beside("elsewhere")?;
        other.start(&[account("two"), import_block("configmgr_account.two", ACCOUNT_ID)].concat())?;
        other.apply(&[])?;
        other.expect_no_changes()?;
        for options in [&["-replace=configmgr_account.one"][..], &["-replace=configmgr_account.one", "-refresh=false"]]
        {
            let run = workspace.terraform(&[&["plan"], options].concat())?.expect_code(1)?;
            assert_text("replacing_a_shared_object", &run.refusal(), &[TIMESTAMP]);
        }
        workspace.terraform(&["taint", "configmgr_account.one"])?.success()?;
        let run = workspace.terraform(&["plan"])?.expect_code(1)?;
        assert_text("replacing_a_shared_object", &run.refusal(), &[TIMESTAMP]);
        workspace.terraform(&["untaint", "configmgr_account.one"])?.success()?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_object_is_imported_at_another_address_and_dropped_from_the_first_in_one_run() -> Result<()> {
    let imported = [account("two"), import_block("configmgr_account.two", ACCOUNT_ID)].concat();
    for is_saved in [false, true] {
        on_each_store(|workspace| {
            workspace.start(ACCOUNT)?;
            workspace.apply(&[])?;
            workspace.configure(&imported)?;
            if is_saved {
                workspace.plan(&[])?;
                workspace.terraform(&["apply", "tfplan"])?.success()?;
            } else {
                workspace.apply(&["-parallelism=1"])?;
            }
            ensure!(has(workspace, ACCOUNT_ID)?, "the account stays");
            workspace.expect_no_changes()?;
            workspace.destroy(&[])?;
            workspace.expect_empty_hierarchy()
        })?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_plan_with_an_import_that_is_thrown_away_changes_nobodys_ownership() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(ACCOUNT)?;
        workspace.apply(&[])?;
        let other = workspace.beside("elsewhere")?;
        other.start(&[account("two"), import_block("configmgr_account.two", ACCOUNT_ID)].concat())?;
        other.plan(&[])?;
        workspace.expect_no_changes()?;
        let destroyed = workspace.destroy(&[])?;
        ensure!(warnings(&destroyed) == 0, "{}", destroyed.stdout);
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_restored_state_is_told_that_it_is_not_the_owner() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(ACCOUNT)?;
        workspace.apply(&[])?;
        let old = read_state(workspace)?;
        workspace.apply(&["-replace=configmgr_account.one"])?;
        write_state(workspace, old)?;
        let plan = workspace.plan(&[])?;
        ensure!(plan.actions().is_empty(), "{}", plan.run.stdout);
        assert_text("plan_of_a_restored_state", &first_warning(&plan.run), &[TIMESTAMP]);
        workspace.configure(&ACCOUNT.replace('}', "  password_wo_version = 2\n}"))?;
        workspace.apply(&[])?;
        let destroyed = workspace.destroy(&[])?;
        assert_text("removal_of_a_foreign_object", &last_warning(&destroyed), &[TIMESTAMP]);
        ensure!(has(workspace, ACCOUNT_ID)?, "the account stays");

        workspace.configure(&[ACCOUNT.to_owned(), import_block("configmgr_account.one", ACCOUNT_ID)].concat())?;
        workspace.apply(&[])?;
        workspace.supctl(&["owners", ACCOUNT_ID, "--clear"])?.success()?;
        workspace.configure(ACCOUNT)?;
        let destroyed = workspace.destroy(&[])?;
        ensure!(warnings(&destroyed) == 0, "{}", destroyed.stdout);
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_copied_entry_of_the_state_is_refused() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(ACCOUNT)?;
        workspace.apply(&[])?;
        let mut state = read_state(workspace)?;
        let mut copy = named(&mut state, "one").clone();
        copy["name"] = json!("two");
        state["resources"].as_array_mut().context("resources")?.push(copy);
        write_state(workspace, state)?;
        workspace.configure(&[ACCOUNT, &account("two")].concat())?;
        let refused = workspace.terraform(&["plan"])?.expect_code(1)?.stderr;
        ensure!(refused.contains("has two addresses in the state"), "{refused}");
        ensure!(has(workspace, ACCOUNT_ID)?);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn state_with_a_damaged_mark_or_with_that_of_another_actor_is_treated_kindly() -> Result<()> {
    for (private, actor) in [
        (Value::Null, "somebody-else"),
        (json!(""), "somebody-else"),
        (json!("AQAgAHShQbQ="), "acceptance-test"),
        (json!("bm9uc2Vuc2U="), "acceptance-test"),
    ] {
        on_each_store(|workspace| {
            workspace.start(ACCOUNT)?;
            workspace.with_variable("CONFIGMGR_ACTOR", actor).apply(&[])?;
            let unmark = || {
                let mut state = read_state(workspace)?;
                named(&mut state, "one")["instances"][0]["private"] = private.clone();
                write_state(workspace, state)
            };
            unmark()?;
            workspace.expect_no_changes()?;
            let destroyed = workspace.destroy(&[])?;
            ensure!(destroyed.stdout.contains("not removed from the hierarchy"), "{}", destroyed.stdout);
            ensure!(has(workspace, ACCOUNT_ID)?, "it belongs to somebody");

            workspace.supctl(&["owners", ACCOUNT_ID, "--clear"])?.success()?;
            workspace.terraform(&["import", "configmgr_account.one", ACCOUNT_ID])?.success()?;
            workspace.supctl(&["owners", ACCOUNT_ID, "--clear"])?.success()?;
            unmark()?;
            workspace.destroy(&[])?;
            workspace.expect_empty_hierarchy()
        })?;
    }
    Ok(())
}

/// Terraform loses what is stored beside a state when the provider is killed during an update.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_resource_whose_private_state_is_gone_owns_its_object() -> Result<()> {
    for private in [Value::Null, json!("")] {
        in_workspace(|workspace| {
            workspace.start(ACCOUNT)?;
            workspace.apply(&[])?;
            let mut state = read_state(workspace)?;
            named(&mut state, "one")["instances"][0]["private"] = private;
            write_state(workspace, state)?;
            workspace.expect_no_changes()?;
            workspace.destroy(&[])?;
            workspace.expect_empty_hierarchy()
        })?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_site_is_not_renamed_from_one_provider_configuration_to_another() -> Result<()> {
    on_each_store(|workspace| {
        let other = "provider \"configmgr\" {\n  alias = \"other\"\n  actor = \"somebody-else\"\n}\n";
        let named = |name: &str, provider: &str| {
            let site = child("EUR").replace("\"eur\" {", &format!("\"{name}\" {{\n  provider = {provider}"));
            [other.to_owned(), cas(), site].concat()
        };
        workspace.start(&named("old", "configmgr"))?;
        workspace.apply(&[])?;
        workspace.configure(&named("new", "configmgr.other"))?;
        let refused = workspace.terraform(&["plan"])?.expect_code(1)?.stderr;
        ensure!(refused.contains("from = configmgr_site.<old name>"), "{refused}");
        workspace.configure(&named("old", "configmgr"))?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_address_that_moves_goes_on_managing_its_object() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(ACCOUNT)?;
        workspace.apply(&[])?;
        workspace.terraform(&["state", "mv", "configmgr_account.one", "configmgr_account.two"])?.success()?;
        workspace.configure(&account("two"))?;
        workspace.expect_no_changes()?;
        workspace.terraform(&["workspace", "new", "-state=terraform.tfstate", "other"])?.success()?;
        workspace.expect_no_changes()?;
        let destroyed = workspace.destroy(&[])?;
        ensure!(warnings(&destroyed) == 0, "{}", destroyed.stdout);
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_implicit_server_is_declared_by_its_import() -> Result<()> {
    let server = server_with("primary", "sup-first", "");
    let imported =
        [server.clone(), import_block("configmgr_site_system.sup-first", "PRI/sup-first.contoso.com")].concat();
    on_each_store(|workspace| {
        workspace.start(&primary_with_sup())?;
        workspace.apply(&[])?;
        workspace.configure(&[primary_with_sup(), imported.clone()].concat())?;
        workspace.apply(&[])?;
        workspace.configure(&[PRIMARY.to_owned(), server.clone()].concat())?;
        workspace.apply(&[])?;
        ensure!(has(workspace, "sup-first.contoso.com")?, "the server stays");
        workspace.expect_no_changes()
    })?;
    on_each_store(|workspace| {
        workspace.start(&primary_with_sup())?;
        workspace.apply(&[])?;
        workspace.configure(&[PRIMARY.to_owned(), imported.clone()].concat())?;
        workspace.apply(&[])?;
        ensure!(has(workspace, "sup-first.contoso.com")?, "the server stays in the run of the import too");
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_server_that_only_the_console_changed_can_be_declared() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(&primary_with_sup())?;
        workspace.apply(&[])?;
        let id = "site_system/PRI/sup-first.contoso.com";
        workspace.supctl(&["set", id, "internet_fqdn=public.contoso.com"])?.success()?;
        workspace.configure(&[primary_with_sup(), server_with("primary", "sup-first", "")].concat())?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

/// The first warning of a run.
fn first_warning(run: &Run) -> String {
    warning(run.stdout.find("Warning: "), run)
}

fn last_warning(run: &Run) -> String {
    warning(run.stdout.rfind("Warning: "), run)
}

fn warning(start: Option<usize>, run: &Run) -> String {
    let text = run.stdout.get(start.unwrap_or(run.stdout.len())..).unwrap_or_default();
    let ends = ["\n\nDestroy complete!", "\n\nWarning: ", "\n─"];
    let end = ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end().to_owned()
}
