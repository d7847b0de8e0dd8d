//! How long an apply waits: only for what the rest of the run may change.

use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

/// What the provider logs when it waits.
const RETRY: &str = "tries again later";

fn account(more: &str) -> String {
    format!("resource \"configmgr_account\" \"it\" {{\n  user_name = \"CONTOSO\\\\svc\"\n  {more}\n}}\n")
}

/// The timeouts of a resource are for other processes that write: a mistake does not become right by waiting for it.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_object_that_already_exists_is_reported_at_once() -> Result<()> {
    for timeouts in ["", "timeouts {\n    create = \"25s\"\n  }"] {
        in_workspace(|workspace| {
            workspace.start(&account(""))?;
            let other = workspace.beside("other")?.with_variable("CONFIGMGR_ACTOR", "bob");
            other.start(&account(timeouts))?;
            other.plan(&[])?;
            workspace.apply(&[])?;
            let other = other.with_variable("TF_LOG_PROVIDER", "debug");
            let run = other.terraform(&["apply", "tfplan"])?.expect_code(1)?;
            ensure!(run.stderr.contains("already exists"), "{}", run.transcript());
            ensure!(run.stderr.contains("tf_rpc="), "nothing is logged:\n{}", run.transcript());
            ensure!(!run.stderr.contains(RETRY), "{timeouts} makes it wait:\n{}", run.transcript());
            Ok(())
        })?;
    }
    Ok(())
}
