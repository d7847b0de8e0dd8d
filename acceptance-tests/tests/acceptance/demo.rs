//! `cargo demo`.

use std::process::Command;

use acceptance_tests::locate::TERRAFORM_VARIABLE;
use acceptance_tests::run::Run;
use acceptance_tests::terraform::isolate;
use anyhow::{Result, ensure};

use crate::support::assert_refusal;

fn demo(folder: &std::path::Path) -> Result<Run> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demo"));
    isolate(&mut command);
    Run::of(command.arg("--folder").arg(folder))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_demo_can_run_again() -> Result<()> {
    let root = tempfile::Builder::new().prefix("configmgr-").tempdir()?;
    let folder = root.path().join("demo");
    let first = demo(&folder)?.success()?;
    for line in ["Plan: ", "Apply complete!", "EUR", "No changes."] {
        ensure!(first.stdout.contains(line), "{line} is missing:\n{}", first.transcript());
    }

    // The lock file of the first run does not match a provider that was built again.
    let lock = folder.join(".terraform.lock.hcl");
    let stale = std::fs::read_to_string(&lock)?.replace("h1:", "h1:A");
    std::fs::write(&lock, stale)?;
    let second = demo(&folder)?.success()?;
    ensure!(second.stdout.contains("No changes."), "{}", second.transcript());
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_folder_with_other_files_is_refused() -> Result<()> {
    let root = tempfile::Builder::new().prefix("configmgr-").tempdir()?;
    std::fs::write(root.path().join("main.tf"), "# not a demo")?;
    let run = demo(root.path())?.expect_code(1)?;
    ensure!(std::fs::read_dir(root.path())?.count() == 1, "something was written");
    ensure!(run.stderr.contains("cargo demo --folder"), "{}", run.transcript());
    Ok(())
}

#[test]
fn a_missing_terraform_is_reported() -> Result<()> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demo"));
    isolate(&mut command);
    assert_refusal(
        "without_terraform",
        &Run::of(command.env("PATH", "").env_remove(TERRAFORM_VARIABLE))?.expect_code(1)?,
    );
    Ok(())
}
