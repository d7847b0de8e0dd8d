//! A provider path that is known only after apply: what cannot be read has not been removed.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};

use crate::support::{self, PRIMARY, assert_refusal};

/// Its output is not known while it is replaced.
const REPLACED: &str = "-replace=terraform_data.path";

fn provider() -> String {
    format!(
        "resource \"terraform_data\" \"path\" {{\n  input = \"../hierarchy.db\"\n}}\n{}",
        support::provider("PATH").replace("\"PATH\"", "terraform_data.path.output")
    )
}

fn role(arguments: &str) -> String {
    format!(
        r#"
resource "configmgr_site_system" "wsus" {{
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "wsus.contoso.com"
  wsus        = {{ ssl_configured = true }}
}}

resource "configmgr_sup_role" "first" {{
  site_code   = configmgr_site.primary.site_code
  server_fqdn = configmgr_site_system.wsus.server_fqdn
  {arguments}
}}

resource "configmgr_sync_settings" "primary" {{
  sup_role_id = configmgr_sup_role.first.id
}}
"#
    )
}

fn installed(workspace: &Workspace) -> Result<()> {
    workspace.start(&format!("{}{PRIMARY}{}", provider(), role("")))?;
    workspace.apply(&[])?;
    workspace.expect_no_changes()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn nothing_is_dropped_from_the_state() -> Result<()> {
    in_workspace(|workspace| {
        installed(workspace)?;
        let before = workspace.state()?;
        let plan = workspace.plan(&[REPLACED])?;
        assert_eq!(plan.actions().keys().collect::<Vec<_>>(), ["terraform_data.path"], "{}", plan.run.stdout);
        ensure!(!plan.run.text().contains("outside of Terraform"), "{}", plan.run.stdout);
        workspace.apply(&[REPLACED])?;
        let managed = |state: std::collections::BTreeMap<String, _>| {
            state.into_iter().filter(|(address, _)| address.starts_with("configmgr_")).collect::<Vec<_>>()
        };
        assert_eq!(managed(workspace.state()?), managed(before));
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_changed_is_changed_at_apply() -> Result<()> {
    in_workspace(|workspace| {
        installed(workspace)?;
        workspace.configure(&format!("{}{PRIMARY}{}", provider(), role("require_ssl = true")))?;
        let plan = workspace.plan(&[REPLACED])?;
        assert_eq!(plan.actions().get("configmgr_sup_role.first").map(String::as_str), Some("update"));
        workspace.apply(&[REPLACED])?;
        assert_eq!(workspace.state()?["configmgr_sup_role.first"]["require_ssl"], true);
        workspace.expect_no_changes()?;
        workspace.configure(&provider())?;
        workspace.apply(&[REPLACED])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_only_apply_can_judge_is_refused_there() -> Result<()> {
    in_workspace(|workspace| {
        installed(workspace)?;
        let replica =
            support::replica("wsus-b", "").replace("configmgr_sup_role.first.id", "\"PRI/nowhere.contoso.com\"");
        workspace.configure(&format!("{}{PRIMARY}{}{replica}", provider(), role("")))?;
        workspace.plan(&[REPLACED])?;
        let run = workspace.terraform(&["apply", "-auto-approve", REPLACED])?.expect_code(1)?;
        assert_refusal("unknown_path_judged_at_apply", &run);
        assert_eq!(workspace.state()?.len(), 5, "the other objects and terraform_data stay");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_first_run_creates() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&format!("{}{PRIMARY}{}", provider(), role("")))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}
