//! The synchronisation that comes with the first settings of a hierarchy.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::support::{self, PRIMARY, look, sync_states};

/// A primary site whose software update point is on a server of its own, with settings.
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

resource "configmgr_sync_settings" "subject" {{
  sup_role_id = configmgr_sup_role.first.id
  {arguments}
}}
"#
    )
}

const SUBSCRIPTION: &str = "products = [\"Windows 10\"]\n  classifications = [\"Security Updates\"]";

/// What the hierarchy holds of the settings: whether somebody declares them, and what they subscribe.
fn stored_settings(workspace: &Workspace) -> Result<Value> {
    let tree = workspace.supctl(&["tree", "--json"])?.success()?.json()?;
    let settings = &tree["sites"][0]["sync_settings"];
    Ok(json!([settings["declared"], settings["products"], settings["classifications"]]))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_subscription_is_made_from_a_fresh_catalogue() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&subscribing(true, SUBSCRIPTION))?;
        let run = workspace.with_variable("TF_LOG_PROVIDER", "INFO").apply(&[])?;
        let count = |told: &str| run.stderr.matches(told).count();
        ensure!(count("synchronization started") == 2, "there should be two runs:\n{}", run.stderr);
        for told in ["synchronized: ", "site_code=PRI", "phase=wsus", "phase=database", "state=succeeded", "code=6702"]
        {
            ensure!(count(told) > 0, "{told} should be told:\n{}", run.stderr);
        }
        workspace.expect_no_changes()?;
        ensure!(sync_states(workspace)? == json!({"PRI/sup-first.contoso.com": "succeeded"}));

        // Beside what is named there is what the site adds by itself, and no difference comes of it.
        let catalogue = "data \"configmgr_update_catalog\" \"all\" {\n  subscribed = true\n}";
        let products =
            "{ for product in data.configmgr_update_catalog.all.products : product.name => product.added_by_site }";
        let expected = json!({"Windows 10": false, "Windows 10, version 1903 and later": true});
        ensure!(look(workspace, catalogue, products)? == expected);
        let updates = look(workspace, catalogue, "sum(data.configmgr_update_catalog.all.products[*].updates)")?;
        ensure!(updates.as_u64() > Some(0), "there are {updates} updates");

        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_failed_synchronisation_subscribes_nothing() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&subscribing(true, SUBSCRIPTION))?;
        workspace.apply(&["-target=configmgr_sup_role.first"])?;
        workspace.supctl(&["fault", "add", "no-internet", "--server", "sup-first.contoso.com"])?.success()?;
        let failed = workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        support::assert_refusal("initial_sync_failed", &failed);

        let state = workspace.state()?;
        ensure!(!state.contains_key("configmgr_sync_settings.subject"), "the state should not have it: {state:#?}");
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
fn nothing_runs_where_nobody_asks_for_it() -> Result<()> {
    for arguments in ["", &format!("{SUBSCRIPTION}\n  initial_sync = false")] {
        in_workspace(|workspace| {
            workspace.start(&subscribing(true, arguments))?;
            workspace.apply(&[])?;
            workspace.expect_no_changes()?;
            ensure!(sync_states(workspace)? == json!({"PRI/sup-first.contoso.com": null}), "{arguments}");
            // An update subscribes, and does not synchronise.
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
fn a_site_that_imports_synchronises_with_nobody() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&subscribing(false, &format!("source = \"none\"\n  {SUBSCRIPTION}")))?;
        let run = workspace.with_variable("TF_LOG_PROVIDER", "INFO").apply(&[])?;
        ensure!(!run.stderr.contains("phase=wsus"), "WSUS has nobody to ask:\n{}", run.stderr);
        workspace.expect_no_changes()?;
        ensure!(sync_states(workspace)? == json!({"PRI/sup-first.contoso.com": "succeeded"}));
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_is_bound_to_fail_is_refused_at_plan() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&subscribing(false, SUBSCRIPTION))?;
        let refused = workspace.terraform(&["plan"])?.expect_code(1)?;
        support::assert_refusal("initial_sync_without_internet", &refused);
        Ok(())
    })
}
