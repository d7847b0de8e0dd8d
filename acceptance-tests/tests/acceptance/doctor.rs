//! `supctl doctor` beside the real Terraform and the real provider.

use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};
use serde_json::Value;

use crate::support::PRIMARY;

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn nothing_is_wrong_after_an_apply() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        let report = workspace.supctl(&["doctor", "--strict", "--json"])?.success()?.json()?;
        let examined: Vec<&Value> = report["examined"].as_array().into_iter().flatten().collect();
        for subject in ["hierarchy", "permissions", "clock", "connections", "plugin", "configuration"] {
            let is_ok = |examined: &&Value| examined["subject"] == subject && examined["state"] == "ok";
            ensure!(examined.iter().any(is_ok), "{subject} must be ok:\n{report:#}");
        }
        Ok(())
    })
}
