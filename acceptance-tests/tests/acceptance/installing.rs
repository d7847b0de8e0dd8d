//! Installations that take time: apply waits for them by the clock of the hierarchy.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{Workspace, in_workspace, on_each_store};
use anyhow::{Result, ensure};

use crate::support::{PRIMARY, primary_with_sup};

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(120);

/// A hierarchy in which installing takes half an hour.
fn slow(workspace: &Workspace, configuration: &str) -> Result<()> {
    workspace.start(configuration)?;
    workspace.supctl(&["init"])?.success()?;
    workspace.supctl(&["world", "set", "install_duration=30m"])?.success()?;
    Ok(())
}

fn pending(workspace: &Workspace) -> Result<u64> {
    let world = workspace.supctl(&["world", "--json"])?.success()?.json()?;
    Ok(world["pending"].as_u64().unwrap_or_default())
}

fn wait_until_pending(workspace: &Workspace) -> Result<()> {
    let began = Instant::now();
    while pending(workspace)? == 0 {
        ensure!(began.elapsed() < LIMIT, "nothing becomes pending");
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn begin(workspace: &Workspace) -> Result<Child> {
    let mut apply = workspace.command(&["apply", "-auto-approve"]);
    Ok(apply.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
}

fn end(apply: Child) -> Result<Run> {
    Ok(Run::from_output("terraform apply".to_owned(), &apply.wait_with_output()?))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn apply_waits_until_the_clock_has_passed_each_installation() -> Result<()> {
    on_each_store(|workspace| {
        slow(workspace, &primary_with_sup())?;
        let mut apply = begin(workspace)?;
        wait_until_pending(workspace)?;
        let tree = workspace.supctl(&["tree"])?.success()?.stdout;
        ensure!(tree.contains("pending: installed in "), "{tree}");
        let began = Instant::now();
        let mut installed = 0;
        while apply.try_wait()?.is_none() {
            ensure!(began.elapsed() < LIMIT, "apply does not end");
            if pending(workspace)? > 0 {
                workspace.supctl(&["clock", "advance", "30m"])?.success()?;
                installed += 1;
            }
            thread::sleep(Duration::from_millis(100));
        }
        let run = end(apply)?.success()?;
        ensure!(installed == 2, "the site and the role are installed one after the other, not {installed}");
        ensure!(run.stdout.contains("2 added") && !run.text().contains("Warning"), "{}", run.transcript());
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_needs_a_pending_site_waits_in_the_next_run() -> Result<()> {
    in_workspace(|workspace| {
        let impatient = "\"cm01.contoso.com\"\n\n  timeouts {\n    create = \"1s\"\n  }";
        let site = PRIMARY.replace("\"cm01.contoso.com\"", impatient);
        slow(workspace, &site)?;
        let run = workspace.apply(&[])?;
        ensure!(run.stdout.contains("Site PRI is still being installed"), "{}", run.transcript());
        workspace.expect_no_changes()?;
        workspace.configure(&primary_with_sup().replace("\"cm01.contoso.com\"", impatient))?;
        let apply = begin(workspace)?;
        thread::sleep(Duration::from_secs(3));
        let servers = workspace.supctl(&["history", "--json"])?.success()?.stdout;
        ensure!(!servers.contains("sup-first"), "the role waits for its site:\n{servers}");
        workspace.supctl(&["clock", "advance", "30m"])?.success()?;
        wait_until_pending(workspace)?;
        workspace.supctl(&["clock", "advance", "30m"])?.success()?;
        end(apply)?.success()?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_role_that_waits_too_long_is_refused_with_the_reason() -> Result<()> {
    in_workspace(|workspace| {
        slow(workspace, "")?;
        workspace.configure(
            &PRIMARY.replace("\"cm01.contoso.com\"", "\"cm01.contoso.com\"\n\n  timeouts {\n    create = \"0s\"\n  }"),
        )?;
        workspace.apply(&[])?;
        let role = "\"sup-first.contoso.com\"\n\n  timeouts {\n    create = \"1s\"\n  }";
        workspace.configure(&primary_with_sup().replace("\"sup-first.contoso.com\"", role))?;
        let run = workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        ensure!(run.stderr.contains("site PRI is still being installed (V32)"), "{}", run.stderr);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn settings_wait_for_their_pending_software_update_point() -> Result<()> {
    const SETTINGS: &str = r#"
resource "configmgr_sync_settings" "primary" {
  sup_role_id     = configmgr_sup_role.first.id
  products        = ["Windows 11"]
  classifications = ["Security Updates"]
}
"#;
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        workspace.supctl(&["world", "set", "install_duration=30m"])?.success()?;
        let role = "\"sup-first.contoso.com\"\n\n  timeouts {\n    create = \"0s\"\n  }";
        workspace.configure(&(primary_with_sup().replace("\"sup-first.contoso.com\"", role) + SETTINGS))?;
        let mut apply = begin(workspace)?;
        wait_until_pending(workspace)?;
        thread::sleep(Duration::from_secs(3));
        ensure!(apply.try_wait()?.is_none(), "the settings wait");
        workspace.supctl(&["clock", "advance", "30m"])?.success()?;
        end(apply)?.success()?;
        let status = workspace.supctl(&["status"])?.success()?.stdout;
        ensure!(status.contains("6702 synchronized"), "{status}");
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_interrupt_leaves_the_pending_object_in_the_state() -> Result<()> {
    in_workspace(|workspace| {
        slow(workspace, &primary_with_sup())?;
        let apply = begin(workspace)?;
        wait_until_pending(workspace)?;
        ensure!(Command::new("kill").args(["-INT", &apply.id().to_string()]).status()?.success());
        let run = end(apply)?;
        ensure!(run.code != Some(0) || run.stdout.contains("still being installed"), "{}", run.transcript());
        ensure!(workspace.state()?.keys().any(|address| address.contains("configmgr_site.primary")));
        workspace.supctl(&["clock", "advance", "30m"])?.success()?;
        workspace.supctl(&["world", "set", "install_duration=0s"])?.success()?;
        let run = workspace.apply(&[])?;
        ensure!(run.stdout.contains("1 added, 0 changed, 0 destroyed"), "{}", run.stdout);
        workspace.expect_no_changes()
    })
}
