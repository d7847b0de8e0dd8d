//! `initial_sync`: the synchronization when settings are created.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::blocks::settings_named;
use crate::support::{self, PRIMARY, evaluate, sync_states};

/// A primary site with a software update point on a separate server, and with settings.
fn subscribing(internet_access: bool, arguments: &str) -> String {
    format!(
        r#"{PRIMARY}
resource "configmgr_site_system" "first" {{
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "sup-first.contoso.com"
  wsus        = {{ internet_access = {internet_access} }}
}}

resource "configmgr_sup_role" "first" {{
  site_code   = configmgr_site.primary.site_code
  server_fqdn = configmgr_site_system.first.server_fqdn
}}
{}"#,
        settings_named("subject", "first", arguments)
    )
}

const SUBSCRIPTION: &str = "products = [\"Windows 10\"]\n  classifications = [\"Security Updates\"]";

/// The stored settings: whether they are declared, and their subscriptions.
fn stored_settings(workspace: &Workspace) -> Result<Value> {
    let tree = workspace.supctl(&["tree", "--json"])?.success()?.json()?;
    let settings = &tree["sites"][0]["sync_settings"];
    Ok(json!([settings["declared"], settings["products"], settings["classifications"]]))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn settings_subscribe_from_a_synchronized_catalog() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&subscribing(true, SUBSCRIPTION))?;
        let run = workspace.with_variable("TF_LOG_PROVIDER", "INFO").apply(&[])?;
        let count = |text: &str| run.stderr.matches(text).count();
        // Only the start of a synchronization has a trigger.
        ensure!(count("trigger=") == 2, "there must be two synchronizations:\n{}", run.stderr);
        for field in ["site_code=PRI", "phase=wsus", "phase=database", "state=succeeded", "code=6702"] {
            ensure!(count(field) > 0, "the log must contain {field}:\n{}", run.stderr);
        }
        workspace.expect_no_changes()?;
        ensure!(sync_states(workspace)? == json!({"PRI/sup-first.contoso.com": "succeeded"}));

        // The site subscribes another product automatically, and the plan has no changes.
        let catalog = "data \"configmgr_update_catalog\" \"all\" {\n  subscribed = true\n}";
        let products =
            "{ for product in data.configmgr_update_catalog.all.products : product.name => product.added_by_site }";
        let expected = json!({"Windows 10": false, "Windows 10, version 1903 and later": true});
        ensure!(evaluate(workspace, catalog, products)? == expected);
        let updates = evaluate(workspace, catalog, "sum(data.configmgr_update_catalog.all.products[*].updates)")?;
        ensure!(updates.as_u64() > Some(0), "there are {updates} updates");

        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_failed_synchronization_subscribes_nothing() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&subscribing(true, SUBSCRIPTION))?;
        workspace.apply(&["-target=configmgr_sup_role.first"])?;
        workspace.supctl(&["fault", "add", "no-internet", "--server", "sup-first.contoso.com"])?.success()?;
        let failed = workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        support::assert_refusal("initial_sync_failed", &failed);

        let state = workspace.state()?;
        ensure!(
            !state.contains_key("configmgr_sync_settings.subject"),
            "the state must not contain the settings: {state:#?}"
        );
        ensure!(stored_settings(workspace)? == json!([false, null, null]), "{}", stored_settings(workspace)?);
        ensure!(sync_states(workspace)? == json!({"PRI/sup-first.contoso.com": "failed"}));

        workspace.supctl(&["fault", "clear", "--all"])?.success()?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        ensure!(sync_states(workspace)? == json!({"PRI/sup-first.contoso.com": "succeeded"}));
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn settings_without_initial_sync_do_not_synchronize() -> Result<()> {
    for arguments in ["", &format!("{SUBSCRIPTION}\n  initial_sync = false")] {
        in_workspace(|workspace| {
            workspace.start(&subscribing(true, arguments))?;
            workspace.apply(&[])?;
            workspace.expect_no_changes()?;
            ensure!(sync_states(workspace)? == json!({"PRI/sup-first.contoso.com": null}), "{arguments}");
            // An update subscribes, and does not synchronize.
            workspace.configure(&subscribing(true, &format!("{SUBSCRIPTION}\n  initial_sync = true")))?;
            workspace.apply(&[])?;
            ensure!(sync_states(workspace)? == json!({"PRI/sup-first.contoso.com": null}), "{arguments}");
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_site_without_a_synchronization_source_synchronizes_its_database() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&subscribing(false, &format!("source = \"none\"\n  {SUBSCRIPTION}")))?;
        let run = workspace.with_variable("TF_LOG_PROVIDER", "INFO").apply(&[])?;
        ensure!(!run.stderr.contains("phase=wsus"), "WSUS has no synchronization source:\n{}", run.stderr);
        workspace.expect_no_changes()?;
        ensure!(sync_states(workspace)? == json!({"PRI/sup-first.contoso.com": "succeeded"}));
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_initial_sync_without_internet_access_is_refused_at_plan() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&subscribing(false, SUBSCRIPTION))?;
        let refused = workspace.terraform(&["plan"])?.expect_code(1)?;
        support::assert_refusal("initial_sync_without_internet", &refused);
        Ok(())
    })
}
